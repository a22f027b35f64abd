import { describe, expect, it } from 'vitest';
import { placeParked, startJobWorld } from '../support/job-world.js';
import { TurningProcessor } from '../support/turning-processor.js';

const MEMBERS = 200;
/** More than ten failures are needed to stop the job, so that more failed than are shown. */
const AFTER = 40;
const SHOWN = 10;

describe('a job whose target begins to fail after 30 % of the members', () => {
  const PASSES = MEMBERS * 0.3;
  const pace = { ratePerSecond: 1_000, concurrency: 8 };
  const start = async (stop: { failurePercent: number; onNewCause: boolean }) => {
    const gate = new TurningProcessor(PASSES);
    const world = await startJobWorld({ gate });
    await placeParked(
      world,
      Array.from({ length: MEMBERS }, (_, n) => `e${n}`),
    );
    const jobId = await world.started({ canary: [1, 5, 20], pace, stop: { after: AFTER, ...stop } });
    await world.clock.advance(10_000);
    return { job: await world.job(jobId), failed: gate.runs.length - PASSES };
  };

  it('stops within `after` and `concurrency` attempts, and shows the first ten failures', async () => {
    const { job, failed } = await start({ failurePercent: 30, onNewCause: false });
    expect(job).toMatchObject({ state: 'stopped', stop_reason: { kind: 'failure_percent' } });
    expect(failed).toBeGreaterThan(AFTER * 0.3);
    expect(failed).toBeLessThanOrEqual(AFTER + pace.concurrency);
    const { failures } = job.stop_reason!;
    expect(failures).toHaveLength(SHOWN);
    expect(new Set(failures.map(({ trace_id }) => trace_id)).size).toBe(SHOWN);
    expect(failures[0]!.error).toContain('nothing fits e');
  });

  it('stops at the first failure where that has a cause that no member had', async () => {
    const { job, failed } = await start({ failurePercent: 100, onNewCause: true });
    expect(job).toMatchObject({ state: 'stopped', stop_reason: { kind: 'new_cause' } });
    expect(failed).toBeLessThanOrEqual(pace.concurrency);
  });
});
