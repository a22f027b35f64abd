import type { Clock } from '../runtime/clock.js';
import type { Facts } from '../runtime/facts.js';
import type { NewId } from '../runtime/runtime.module.js';
import type { ChannelsInForce } from './channels-in-force.js';
import type { Notice } from './notice.js';

/** Calls to the store have failed for so long, without one that worked, before somebody is told, milliseconds. */
export const STORE_DOWN_MS = 30_000;

/**
 * Tells of a store that does not answer. The notice book lies in that store, so each process tells by itself; channels
 * with a dedup key make one incident of it.
 */
export class StoreAlarm {
  /** By the monotonic clock: the first and the latest call of a row of failures; `null`: the latest call worked. */
  private failing: { since: number; latest: number } | null = null;
  private told: Notice | null = null;

  constructor(
    facts: Facts,
    private readonly channels: Pick<ChannelsInForce, 'tell'>,
    private readonly clock: Clock,
    private readonly newId: NewId,
  ) {
    facts.on('store_called', ({ outcome }) => {
      const latest = clock.monotonic();
      this.failing = outcome === 'failed' ? { since: this.failing?.since ?? latest, latest } : null;
    });
  }

  /** Tells of a change, if there is one. Never rejects. */
  async look(): Promise<void> {
    const at = this.clock.now();
    const downMs = this.failing === null ? 0 : this.failing.latest - this.failing.since;
    if (this.told === null && downMs >= STORE_DOWN_MS) {
      this.told = {
        id: 'store',
        kind: 'store_unavailable',
        state: 'firing',
        severity: 'critical',
        title: `The store has failed every call for ${Math.round(downMs / 1_000)} s; failed events cannot be kept`,
        details: {},
        since: at - downMs,
        at,
        messageId: `store-${this.newId()}`,
      };
      await this.channels.tell(this.told);
    } else if (this.told !== null && this.failing === null) {
      const { messageId } = this.told;
      const over: Notice = { ...this.told, state: 'resolved', at, messageId: `${messageId}-resolved` };
      this.told = null;
      await this.channels.tell(over);
    }
  }
}
