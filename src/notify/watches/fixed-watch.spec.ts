import { beforeEach, describe, expect, it } from 'vitest';
import { FailingCauses } from '../../../test/support/failing-causes.js';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { MemoryObjectStore } from '../../../test/support/memory-object-store.js';
import { TestClock } from '../../../test/support/test-clock.js';
import { Facts } from '../../runtime/facts.js';
import type { ChannelsInForce } from '../channels-in-force.js';
import { NoticeBook } from '../notice-book.js';
import type { Notice } from '../notice.js';
import { Notifier, OVER_AFTER_MS } from '../notifier.js';
import { StoreAlarm } from '../store-alarm.js';
import { FixedWatch } from './fixed-watch.js';

describe('what a change has fixed', () => {
  let clock: TestClock;
  let store: MemoryObjectStore;
  let causes: FailingCauses;
  let told: Notice[];
  let ids: number;
  const muted = new Set<string>();

  beforeEach(() => {
    clock = new TestClock();
    store = new MemoryObjectStore(clock);
    causes = new FailingCauses(clock);
    [told, ids] = [[], 0];
    muted.clear();
  });

  function replica() {
    const facts = new Facts(new MemoryLog());
    const channels = { tell: (notice: Notice) => Promise.resolve(void told.push(notice)) } as ChannelsInForce;
    const newId = () => `w${++ids}`;
    const notifier = new Notifier({
      book: new NoticeBook(store, clock, { totalMs: 1_000, pauseMs: 10 }, newId),
      alarm: new StoreAlarm(facts, channels, clock, newId),
      channels,
      watches: [new FixedWatch(facts, causes, (fingerprint) => muted.has(fingerprint))],
      isListed: () => true,
      isComplete: () => true,
      clock,
      log: new MemoryLog(),
    });
    const tried = (fingerprint: string, change: string, wouldPass: number) =>
      facts.tell('cause_tried', {
        fingerprint,
        sampled: 20,
        wouldPass,
        at: clock.now(),
        change,
        what: 'schemas',
      });
    return { notifier, tried };
  }
  type Replica = ReturnType<typeof replica>;

  async function pass(ms: number, replicas: readonly Replica[]): Promise<void> {
    for (let passed = 0; passed <= ms; passed += 5_000) {
      await Promise.all(replicas.map(({ notifier }) => notifier.look()));
      await clock.advance(5_000);
    }
  }
  const summary = () => told.map(({ kind, state, id }) => `${kind} ${state} ${id}`).toSorted();

  it('is told once for each cause and change, however many replicas tried it', async () => {
    const three = [replica(), replica(), replica()];
    for (const print of ['v2-a', 'v2-b', 'v2-none']) causes.fail(print);
    for (const { tried } of three) {
      tried('v2-a', 'c1', 20);
      tried('v2-b', 'c1', 3);
      tried('v2-none', 'c1', 0);
    }
    await pass(60_000, three);
    expect(summary()).toEqual(['fixed_now firing fixed-v2-a-c1', 'fixed_now firing fixed-v2-b-c1']);
    expect(told[0]).toMatchObject({
      severity: 'info',
      title: expect.stringContaining('20 of 20 would pass now') as string,
      details: { fingerprint: 'v2-a', sampled: '20', would_pass: '20', changed: 'schemas' },
    });
  });

  it('is told anew after a later change, and the earlier one is over, also where one replica lags', async () => {
    const [one, two] = [replica(), replica()];
    causes.fail('v2-a');
    for (const { tried } of [one, two]) tried('v2-a', 'c1', 20);
    await pass(10_000, [one, two]);
    one.tried('v2-a', 'c2', 20);
    await pass(OVER_AFTER_MS + 60_000, [one, two]);
    const twice = [
      'fixed_now firing fixed-v2-a-c1',
      'fixed_now firing fixed-v2-a-c2',
      'fixed_now resolved fixed-v2-a-c1',
    ];
    expect(summary()).toEqual(twice);
    two.tried('v2-a', 'c2', 20);
    await pass(60_000, [one, two]);
    expect(summary()).toEqual(twice);
  });

  it('is over when the cause is gone, and silent where the cause is muted', async () => {
    const one = replica();
    causes.fail('v2-a');
    causes.fail('v2-muted');
    muted.add('v2-muted');
    one.tried('v2-a', 'c1', 20);
    one.tried('v2-muted', 'c1', 20);
    await pass(10_000, [one]);
    causes.drain();
    await pass(OVER_AFTER_MS + 10_000, [one]);
    expect(summary()).toEqual(['fixed_now firing fixed-v2-a-c1', 'fixed_now resolved fixed-v2-a-c1']);
  });
});
