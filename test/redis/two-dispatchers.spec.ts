import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BullMqDispatcher } from '../../src/retry/dispatch/bullmq/bullmq-dispatcher.js';
import { RetryPlaces } from '../../src/retry/dispatch/retry-places.js';
import { SystemClock, type Clock } from '../../src/runtime/clock.js';
import { CountingRunner } from '../support/counting-runner.js';
import { dueRetries } from '../support/due-retries.js';
import { MemoryLog } from '../support/memory-log.js';

const { TEST_REDIS_URL: url = '' } = process.env;
const WAIT = { timeout: 50_000 };
const going = new AbortController().signal;

describe('two replicas on one queue', () => {
  let one: CountingRunner;
  let other: CountingRunner;
  let dispatchers: BullMqDispatcher[];

  function open(replica: string, queue: string, clock: Clock = new SystemClock()) {
    const runner = new CountingRunner();
    const limits = { concurrency: 4, ratePerSecond: 0, callTimeoutMs: 1_000, catalogMs: 300_000 };
    const options = { url, prefix: 'two', queue, ...limits };
    const parts = { runner, places: new RetryPlaces(4), clock, replica, log: new MemoryLog() };
    const dispatcher = new BullMqDispatcher(options, parts);
    return { runner, dispatcher };
  }

  beforeEach(() => {
    const queue = randomUUID();
    const both = [open('one', queue), open('other', queue)];
    [one, other] = both.map(({ runner }) => runner) as [CountingRunner, CountingRunner];
    dispatchers = both.map(({ dispatcher }) => dispatcher);
  });

  afterEach(() => Promise.all(dispatchers.map((dispatcher) => dispatcher.close())));

  it('try what one of them leaves alone on the other', async () => {
    one.refuses = true;
    for (const dispatcher of dispatchers) dispatcher.start();
    const due = dueRetries(100);
    // One that came to the wrong replica too often is found due by the next sweep.
    const sweep = () => dispatchers[0]!.dispatch(due, going);
    await sweep();
    await expect.poll(() => other.ended.length, WAIT).toBeGreaterThan(90);
    // The one had its chances, and did not empty the queue: each job was away for a second after it.
    expect(one.refused).toBeLessThanOrEqual(500);
    await expect.poll(async () => [await sweep(), new Set(other.ended).size][1], WAIT).toBe(100);
  });

  it('are handed again within a second what one left alone, though its wall clock is an hour ahead', async () => {
    const ours = new SystemClock();
    const ahead = Object.assign(new SystemClock(), { now: () => ours.now() + 3_600_000 });
    const alone = open('ahead', randomUUID(), ahead);
    alone.runner.refuses = true;
    dispatchers.push(alone.dispatcher);
    alone.dispatcher.start();
    await alone.dispatcher.dispatch(dueRetries(1), going);
    await expect.poll(() => alone.runner.refused, WAIT).toBe(5);
  });

  it('hand over again what was left alone too often: it is not finished', async () => {
    const [first, second] = dispatchers as [BullMqDispatcher, BullMqDispatcher];
    one.refuses = true;
    first.start();
    const due = dueRetries(1);
    await first.dispatch(due, going);
    await expect.poll(() => one.refused, WAIT).toBe(5);
    // What is heard comes in order: once this is known to have ended, the other would be too.
    one.refuses = false;
    const later = dueRetries(1);
    await first.dispatch(later, going);
    await expect.poll(async () => (await second.dispatch(later, going)).dispatched, WAIT).toBe(0);
    expect((await second.dispatch(due, going)).dispatched).toBe(1);
  });

  it('do not hand over again what the other has finished, and the catalog here does not know of', async () => {
    const [first, second] = dispatchers as [BullMqDispatcher, BullMqDispatcher];
    second.start();
    const due = dueRetries(20);
    await first.dispatch(due, going);
    await expect.poll(() => other.ended.length, WAIT).toBe(20);
    await expect.poll(async () => (await first.dispatch(due, going)).dispatched, WAIT).toBe(0);
    // The one that did it knows whether it is due again.
    expect((await second.dispatch(due, going)).dispatched).toBe(20);
  });
});
