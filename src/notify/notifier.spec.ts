import { beforeEach, describe, expect, it } from 'vitest';
import { FailingCauses } from '../../test/support/failing-causes.js';
import { MemoryLog } from '../../test/support/memory-log.js';
import { MemoryObjectStore } from '../../test/support/memory-object-store.js';
import { TestClock } from '../../test/support/test-clock.js';
import { Facts } from '../runtime/facts.js';
import { StoreError } from '../store/store-error.js';
import type { ChannelsInForce } from './channels-in-force.js';
import { NoticeBook } from './notice-book.js';
import type { Notice } from './notice.js';
import { ABANDONED_MS, LIST_EVERY_MS, Notifier, OVER_AFTER_MS } from './notifier.js';
import { StoreAlarm } from './store-alarm.js';
import { BacklogWatch, type Backlog } from './watches/backlog-watch.js';
import { BreakerWatch } from './watches/breaker-watch.js';
import { CauseWatch, NEWS_MS, type CauseSource } from './watches/cause-watch.js';

const failure = {
  code: 'upstream_unreachable',
  reason: 'target crm cannot be reached',
  retryable: true,
} as const;
const BUDGET = { totalMs: 1_000, pauseMs: 10 };

describe('the notifier', () => {
  let clock: TestClock;
  let store: MemoryObjectStore;
  let causes: FailingCauses;
  let told: Notice[];
  let ids: number;
  let backlog: Backlog;
  let complete: boolean;
  const muted = new Set<string>();

  beforeEach(() => {
    clock = new TestClock();
    store = new MemoryObjectStore(clock);
    causes = new FailingCauses(clock);
    muted.clear();
    [told, ids, backlog, complete] = [[], 0, { size: 0, oldestAt: null }, true];
  });

  function replica(
    catalog: CauseSource = causes,
    tell: (notice: Notice) => Promise<void> = (n) => Promise.resolve(void told.push(n)),
  ) {
    const facts = new Facts(new MemoryLog());
    const channels = { tell } as ChannelsInForce;
    const newId = () => `w${++ids}`;
    const thresholds = () => ({ backlogAgeS: 3_600, backlogSize: 10 });
    const notifier = new Notifier({
      book: new NoticeBook(store, clock, BUDGET, newId),
      alarm: new StoreAlarm(facts, channels, clock, newId),
      channels,
      watches: [
        new CauseWatch(catalog, (fingerprint) => muted.has(fingerprint), clock),
        new BreakerWatch(facts, clock),
        new BacklogWatch(thresholds, () => backlog, clock),
      ],
      isListed: () => true,
      isComplete: () => complete,
      clock,
      log: new MemoryLog(),
    });
    return { notifier, facts };
  }

  /** All of them look at the same time, as often as it takes. */
  async function pass(ms: number, ...replicas: Array<{ notifier: Notifier }>): Promise<void> {
    for (let passed = 0; passed <= ms; passed += 5_000) {
      await Promise.all(replicas.map(({ notifier }) => notifier.look()));
      await clock.advance(5_000);
    }
  }

  const summary = () => told.map(({ kind, state, id }) => `${kind} ${state} ${id}`).toSorted();

  it('tells once of each cause, and once of its end, however many replicas see it', async () => {
    const three = [replica(), replica(), replica()];
    const prints = Array.from({ length: 7 }, (_, i) => `v1-${i}`);
    prints.forEach((print) => causes.fail(print));
    await pass(30_000, ...three);
    expect(summary()).toEqual(prints.map((print) => `new_cause firing cause-${print}`));
    causes.drain();
    await pass(OVER_AFTER_MS + 10_000, ...three);
    expect(summary().filter((line) => line.includes('resolved'))).toEqual(
      prints.map((print) => `new_cause resolved cause-${print}`),
    );
    expect(told).toHaveLength(14);
    expect(new Set(told.map(({ messageId }) => messageId)).size).toBe(14);
  });

  it('says nothing of a muted cause, neither of its end, until it is not muted any more', async () => {
    const three = [replica(), replica(), replica()];
    causes.fail('v1-a');
    await pass(10_000, ...three);
    expect(summary()).toEqual(['new_cause firing cause-v1-a']);
    muted.add('v1-a').add('v1-b');
    causes.fail('v1-b');
    await pass(10_000, ...three);
    causes.drain();
    await pass(OVER_AFTER_MS + 10_000, ...three);
    expect(told).toHaveLength(1);
    causes.fail('v1-a');
    causes.fail('v1-b');
    await pass(10_000, ...three);
    expect(told).toHaveLength(1);
    muted.clear();
    await pass(10_000, ...three);
    expect(summary()).toEqual([
      'cause_is_back firing cause-v1-a',
      'new_cause firing cause-v1-a',
      'new_cause firing cause-v1-b',
    ]);
  });

  it('says that a cause is back, and nothing of one that is only away for a moment', async () => {
    const one = replica();
    causes.fail('v1-a');
    await pass(10_000, one);
    causes.drain();
    await pass(OVER_AFTER_MS - 20_000, one);
    causes.fail('v1-a');
    await pass(OVER_AFTER_MS, one);
    expect(summary()).toEqual(['new_cause firing cause-v1-a']);
    causes.drain();
    await pass(OVER_AFTER_MS + 10_000, one);
    causes.fail('v1-a');
    await pass(10_000, one);
    expect(told.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'new_cause firing',
      'new_cause resolved',
      'cause_is_back firing',
    ]);
  });

  it('does not say that a cause is back where one replica has not seen its end yet', async () => {
    const behind = new FailingCauses(clock);
    const [ahead, late] = [replica(), replica(behind)];
    causes.fail('v1-a');
    behind.fail('v1-a');
    await pass(10_000, ahead, late);
    causes.drain();
    await pass(OVER_AFTER_MS + LIST_EVERY_MS + 30_000, ahead, late);
    expect(told.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'new_cause firing',
      'new_cause resolved',
    ]);
  });

  it('tells of a new cause while records cannot be read, and of no end until they can', async () => {
    const one = replica();
    complete = false;
    causes.fail('v1-a');
    await pass(10_000, one);
    causes.drain();
    await pass(OVER_AFTER_MS + 10_000, one);
    expect(summary()).toEqual(['new_cause firing cause-v1-a']);
    complete = true;
    await pass(OVER_AFTER_MS + 10_000, one);
    expect(told).toHaveLength(2);
  });

  it('is silent about a cause that was there long before anybody was told of anything', async () => {
    const one = replica();
    causes.fail('v1-old', clock.now() - NEWS_MS - 1);
    await pass(10_000, one);
    causes.drain();
    await pass(OVER_AFTER_MS + 10_000, one);
    expect(told).toEqual([]);
  });

  it('knows after a restart what was firing, and tells of its end', async () => {
    causes.fail('v1-a');
    await pass(5_000, replica());
    causes.drain();
    await pass(OVER_AFTER_MS + 10_000, replica());
    expect(summary()).toEqual(['new_cause firing cause-v1-a', 'new_cause resolved cause-v1-a']);
  });

  it('tells what a replica that died has noted and not told', async () => {
    const dies = replica(causes, () => Promise.reject(new Error('killed')));
    causes.fail('v1-a');
    await dies.notifier.look();
    await pass(ABANDONED_MS + LIST_EVERY_MS, replica());
    expect(summary()).toEqual(['new_cause firing cause-v1-a']);
  });

  it('tells of a target that is down, until a delivery to it passes', async () => {
    const [down, other] = [replica(), replica()];
    down.facts.tell('breaker_changed', { target: 'crm', state: 'open', failure });
    await pass(OVER_AFTER_MS * 2, down, other);
    expect(summary()).toEqual(['breaker_open firing breaker-crm']);
    down.facts.tell('breaker_changed', { target: 'crm', state: 'closed' });
    await pass(OVER_AFTER_MS + 10_000, down, other);
    expect(summary()).toEqual(['breaker_open firing breaker-crm', 'breaker_open resolved breaker-crm']);
  });

  it('tells of a backlog that is too old or too large, and of its recovery', async () => {
    const one = replica();
    backlog = { size: 11, oldestAt: clock.now() - 3_700_000 };
    await pass(5_000, one);
    backlog = { size: 0, oldestAt: null };
    await pass(OVER_AFTER_MS + 10_000, one);
    expect(summary()).toEqual([
      'backlog_age firing backlog-age',
      'backlog_age resolved backlog-age',
      'backlog_size firing backlog-size',
      'backlog_size resolved backlog-size',
    ]);
  });

  it('says why nobody is told while the store fails, and recovers', async () => {
    const one = replica();
    const gone = () => {
      throw new StoreError('gone', { outcomeUnknown: false, retryable: true });
    };
    store.interference = { before: gone };
    await Promise.all([one.notifier.look(), clock.advance(BUDGET.totalMs)]);
    expect(one.notifier.trouble).toMatch(/^notices\/ cannot be read or written/);
    store.interference = {};
    await one.notifier.look();
    expect(one.notifier.trouble).toBeNull();
  });

  it('leaves alone what lies under notices/ and is none', async () => {
    const options = { condition: 'absent', contentType: 'text/plain', metadata: {} } as const;
    await store.put('notices/cause-v1-a.json', Buffer.from('not ours'), options);
    const one = replica();
    causes.fail('v1-a');
    await pass(10_000, one);
    expect(told).toEqual([]);
    expect(Buffer.from(store.objects.get('notices/cause-v1-a.json')!.bytes).toString()).toBe('not ours');
  });
});
