import type { Facts } from '../../runtime/facts.js';
import type { WorkedShare } from '../../runtime/loop-work.js';

/** The event loop has no time left when it works for this part of the time or more. */
const BUSY_SHARE = 0.9;

/** Whether new events have had to wait for the process, since the last call. */
export type BusyWithEvents = () => boolean;

/**
 * New events have to wait when some arrive and the event loop works nearly all the time. A loop that is full of retries alone
 * keeps nobody waiting.
 *
 * @param workedShare measures the event loop, and is asked by nobody else
 */
export function busyWithEvents(facts: Pick<Facts, 'on'>, workedShare: WorkedShare): BusyWithEvents {
  let received = false;
  facts.on('event_received', () => {
    received = true;
  });
  return () => {
    const isBusy = workedShare() >= BUSY_SHARE && received;
    received = false;
    return isBusy;
  };
}
