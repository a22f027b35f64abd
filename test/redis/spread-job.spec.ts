import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { SystemClock } from '../../src/runtime/clock.js';
import { ALL, placeParked } from '../support/job-world.js';
import { startCore, type Core } from '../support/core.js';
import { GateProcessor } from '../support/gate-processor.js';
import { MemoryLog } from '../support/memory-log.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { oneTarget } from '../support/one-target.js';
import { SOMEBODY } from '../support/somebody.js';
import { TurningProcessor } from '../support/turning-processor.js';

const { TEST_REDIS_URL: url = '' } = process.env;
const WAIT = { timeout: 50_000, interval: 20 };
const PLANNED = { ...ALL, stop: { failurePercent: 30, after: 20, onNewCause: false } };

describe('a job on three replicas', () => {
  const clock = new SystemClock();
  let store: MemoryObjectStore;
  let replicas: Core[];
  let logs: MemoryLog[];
  let begun: Array<{ by: string; at: number }>;

  /** Replicas that share a store; each has a processor of its own kind, which notes when it begins. */
  const start = async (gate: GateProcessor) => {
    const redis = { url, prefix: `spread-${Math.floor(performance.now())}`, callTimeoutMs: 1_000 };
    const config = { ...loadConfig({ DATA_DIR: '/nonexistent' }), redis };
    for (const name of ['one', 'two', 'three']) {
      const log = new MemoryLog();
      const router = oneTarget('Gate', {
        process: (event, context) => {
          begun.push({ by: name, at: performance.now() });
          return gate.process(event, context);
        },
      });
      const random = () => 0.5;
      const replica = await startCore({ name, bare: store, router, config, clock, random, log });
      replica.redrives.spread.start();
      replicas.push(replica);
      logs.push(log);
    }
  };

  const run = async (members: number, pace: { ratePerSecond: number; concurrency: number }) => {
    const [{ letters, redrives }] = replicas as [Core];
    await placeParked(
      { letters, clock },
      Array.from({ length: members }, (_, n) => `e${n}`),
    );
    const { plans, control } = redrives;
    const { job } = await plans.plan({ ...PLANNED, pace }, SOMEBODY);
    await control.start(job.job_id, undefined, SOMEBODY);
    return job.job_id;
  };
  const jobOf = async (jobId: string) => (await replicas[0]!.redrives.jobs.read(jobId))!.record;

  beforeEach(() => {
    store = new MemoryObjectStore(clock);
    [replicas, logs, begun] = [[], [], []];
  });

  afterEach(async () => {
    for (const { shutdown } of replicas) shutdown.begin();
    await Promise.all(replicas.map(({ redrives }) => redrives.runner.stop()));
    await Promise.all(replicas.map(({ redrives }) => redrives.spread.stop()));
    await Promise.all(replicas.map(({ redrives }) => redrives.spread.close()));
    await Promise.all(replicas.map(({ dispatcher }) => dispatcher.close()));
  });

  it('keeps to one rate within 5 % over 10 s, also where somebody changes it meanwhile', async () => {
    await start(new GateProcessor());
    const jobId = await run(700, { ratePerSecond: 20, concurrency: 16 });
    await expect.poll(() => begun.length, WAIT).toBeGreaterThan(20);
    const change = replicas[1]!.redrives.control;
    await change.setPace(jobId, { ratePerSecond: 40 }, SOMEBODY);
    await expect.poll(async () => (await jobOf(jobId)).rate_per_second, WAIT).toBe(40);
    // The owner sees the change within a second.
    const from = performance.now() + 1_500;
    const end = from + 10_000;
    // A rate holds over a span of time: it is judged when an event has begun after its end.
    await expect.poll(() => begun.some(({ at }) => at >= end), WAIT).toBe(true);
    const within = begun.filter(({ at }) => at >= from && at < end);
    expect(within.length).toBeGreaterThan(400 * 0.95);
    expect(within.length).toBeLessThan(400 * 1.05);
    expect(new Set(within.map(({ by }) => by)).size).toBe(3);
    await change.cancel(jobId, SOMEBODY);
  });

  it('stops within `after` and `concurrency` attempts where the target begins to fail', async () => {
    const passes = 60;
    await start(new TurningProcessor(passes));
    const concurrency = 8;
    const jobId = await run(200, { ratePerSecond: 60, concurrency });
    await expect.poll(async () => (await jobOf(jobId)).state, WAIT).toBe('stopped');
    const job = await jobOf(jobId);
    // How many end after the verdict, beside the seven that led to it, is left to chance.
    const { counts } = await replicas[0]!.redrives.counts.of(job);
    const { failed } = counts;
    expect(failed).toBeGreaterThanOrEqual(7);
    expect(job.stop_reason?.failures).toHaveLength(Math.min(10, failed));
    expect(begun.length - passes).toBeLessThanOrEqual(20 + concurrency);
    expect(new Set(begun.map(({ by }) => by)).size).toBeGreaterThan(1);
  });
});
