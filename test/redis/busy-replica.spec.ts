import { randomUUID } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { BullMqDispatcher } from '../../src/retry/dispatch/bullmq/bullmq-dispatcher.js';
import { RetryPlaces } from '../../src/retry/dispatch/retry-places.js';
import { YieldingPlaces } from '../../src/retry/dispatch/yielding-places.js';
import { SystemClock } from '../../src/runtime/clock.js';
import { CountingRunner } from '../support/counting-runner.js';
import { dueRetries } from '../support/due-retries.js';
import { MemoryLog } from '../support/memory-log.js';

const { TEST_REDIS_URL: url = '' } = process.env;
const CONCURRENCY = 40;
const LEAST = CONCURRENCY / 4;

const open: Array<{ runner: CountingRunner; dispatcher: BullMqDispatcher }> = [];

function replica(name: string, queue: string, isBusy: () => boolean) {
  const [runner, clock] = [new CountingRunner(), new SystemClock()];
  const limits = { concurrency: CONCURRENCY, ratePerSecond: 0, callTimeoutMs: 1_000, catalogMs: 300_000 };
  const yielding = new YieldingPlaces(CONCURRENCY, clock, isBusy);
  const places = new RetryPlaces(CONCURRENCY, yielding);
  const parts = { runner, places, clock, replica: name, log: new MemoryLog() };
  const dispatcher = new BullMqDispatcher({ url, prefix: 'busy', queue, ...limits }, parts);
  open.push({ runner, dispatcher });
  return { runner, dispatcher, yielding };
}

afterEach(async () => {
  for (const { runner, dispatcher } of open.splice(0)) {
    runner.open();
    await dispatcher.close();
  }
});

it('leaves the jobs that it has no time for to the other replicas', async () => {
  const process = { isBusy: true };
  const queue = randomUUID();
  const [busy, idle] = [replica('busy', queue, () => process.isBusy), replica('idle', queue, () => false)];
  const going = new AbortController().signal;
  busy.runner.shut();
  busy.dispatcher.start();
  await busy.dispatcher.dispatch(dueRetries(1), going);
  await expect.poll(() => busy.yielding.count).toBe(LEAST);

  const due = dueRetries(200);
  await busy.dispatcher.dispatch(due, going);
  await expect.poll(() => busy.runner.begun.length).toBe(LEAST);
  idle.dispatcher.start();
  await expect.poll(() => idle.runner.ended.length).toBeGreaterThanOrEqual(due.length - LEAST);
  expect(busy.runner.begun.length).toBe(LEAST);

  process.isBusy = false;
  await expect.poll(() => busy.yielding.count).toBe(CONCURRENCY);
  busy.runner.open();
  await expect.poll(() => busy.runner.ended.length).toBe(LEAST);
  await idle.dispatcher.close();
  busy.runner.shut();
  await busy.dispatcher.dispatch(dueRetries(100), going);
  await expect.poll(() => busy.runner.begun.length).toBe(LEAST + CONCURRENCY);
});
