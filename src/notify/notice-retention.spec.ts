import { expect, it } from 'vitest';
import { MemoryLog } from '../../test/support/memory-log.js';
import { MemoryObjectStore } from '../../test/support/memory-object-store.js';
import { TestClock } from '../../test/support/test-clock.js';
import { Facts } from '../runtime/facts.js';
import type { ChannelsInForce } from './channels-in-force.js';
import { NOTICE_KEPT_MS, NoticeBook } from './notice-book.js';
import type { Notice } from './notice.js';
import { Notifier, OVER_AFTER_MS } from './notifier.js';
import { StoreAlarm } from './store-alarm.js';
import type { Watch } from './watches/watch.js';

const DAY_MS = 86_400_000;

it('a notice is deleted long after its end, and what still stands is told of once', async () => {
  const clock = new TestClock();
  const store = new MemoryObjectStore(clock);
  const told: Notice[] = [];
  const seenAt = clock.now();
  const over = new Set<string>();
  const active = (id: string) => ({
    subject: { id, kind: 'job_stopped', severity: 'error', title: id, details: {} } as const,
    since: seenAt,
    seenAt,
    old: false,
  });
  const watch: Watch = {
    prefix: 'job-',
    // As a watch does that remembers what it has seen.
    active: () => [active('job-over'), active('job-stands')],
    isOver: ({ id }) => over.has(id),
  };
  const log = new MemoryLog();
  const facts = new Facts(log);
  const channels = { tell: (notice: Notice) => Promise.resolve(void told.push(notice)) } as ChannelsInForce;
  let ids = 0;
  const newId = () => `w${++ids}`;
  const notifier = new Notifier({
    book: new NoticeBook(store, clock, { totalMs: 1_000, pauseMs: 10 }, newId),
    alarm: new StoreAlarm(facts, channels, clock, newId),
    channels,
    watches: [watch],
    isListed: () => true,
    isComplete: () => true,
    clock,
    log,
  });
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 30_000) {
      await notifier.look();
      await clock.advance(30_000);
    }
  };
  await pass(60_000);
  over.add('job-over');
  await pass(OVER_AFTER_MS + 120_000);
  const before = told.map(({ id, state }) => `${id} ${state}`);
  expect(before).toEqual(['job-over firing', 'job-stands firing', 'job-over resolved']);
  expect(store.objects.size).toBe(2);
  clock.jump(NOTICE_KEPT_MS - DAY_MS);
  await pass(180_000);
  expect(store.objects.size).toBe(2);
  clock.jump(DAY_MS);
  await pass(180_000);
  expect([...store.objects.keys()]).toEqual(['notices/job-stands.json']);
  await pass(180_000);
  expect(told.map(({ id, state }) => `${id} ${state}`)).toEqual(before);
});
