import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryLog } from '../../test/support/memory-log.js';
import { TestClock } from '../../test/support/test-clock.js';
import { Facts } from '../runtime/facts.js';
import type { Notice } from './notice.js';
import { StoreAlarm, STORE_DOWN_MS } from './store-alarm.js';

describe('the alarm of the store', () => {
  let clock: TestClock;
  let facts: Facts;
  let alarm: StoreAlarm;
  let told: Notice[];

  beforeEach(() => {
    [clock, facts, told] = [new TestClock(), new Facts(new MemoryLog()), []];
    const tell = (notice: Notice) => Promise.resolve(void told.push(notice));
    alarm = new StoreAlarm(facts, { tell }, clock, () => 'n1');
  });

  const call = (outcome: 'ok' | 'failed') =>
    facts.tell('store_called', { operation: 'put', area: 'dlq', durationMs: 1, outcome });

  it('tells of calls that fail for 30 s, once, and of the first that works', async () => {
    const begunAt = clock.now();
    call('failed');
    await clock.advance(STORE_DOWN_MS);
    call('failed');
    await alarm.look();
    await alarm.look();
    expect(told).toMatchObject([{ kind: 'store_unavailable', state: 'firing', id: 'store', since: begunAt }]);
    call('ok');
    await alarm.look();
    await alarm.look();
    expect(told.map(({ state }) => state)).toEqual(['firing', 'resolved']);
    expect(new Set(told.map(({ messageId }) => messageId)).size).toBe(2);
  });

  it('does not take one failure for an outage, however long no call follows', async () => {
    call('failed');
    await clock.advance(STORE_DOWN_MS * 10);
    await alarm.look();
    expect(told).toEqual([]);
  });

  it('counts from the first failure after a call that worked', async () => {
    call('failed');
    await clock.advance(STORE_DOWN_MS - 1);
    call('ok');
    call('failed');
    await clock.advance(STORE_DOWN_MS - 1);
    call('failed');
    await alarm.look();
    expect(told).toEqual([]);
  });
});
