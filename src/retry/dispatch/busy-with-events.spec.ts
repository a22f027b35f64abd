import { describe, expect, it } from 'vitest';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { Facts } from '../../runtime/facts.js';
import { busyWithEvents } from './busy-with-events.js';

describe('a process that is busy with events', () => {
  function world() {
    const facts = new Facts(new MemoryLog());
    const loop = { share: 1 };
    const isBusy = busyWithEvents(facts, () => loop.share);
    const receive = () =>
      facts.tell('event_received', { outcome: 'processed', traceId: null, durationMs: 1 });
    return { loop, isBusy, receive };
  }

  it('has received some since it was asked last', () => {
    const { isBusy, receive } = world();
    expect(isBusy()).toBe(false);
    receive();
    receive();
    expect([isBusy(), isBusy()]).toEqual([true, false]);
  });

  it('works for nearly all of the time', () => {
    const { loop, isBusy, receive } = world();
    const isBusyAt = (share: number) => {
      loop.share = share;
      receive();
      return isBusy();
    };
    expect([0, 0.5, 0.89, 0.9, 1].map(isBusyAt)).toEqual([false, false, false, true, true]);
    loop.share = 1;
    expect(isBusy()).toBe(false);
  });
});
