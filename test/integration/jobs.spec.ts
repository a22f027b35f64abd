import { beforeEach, describe, expect, it } from 'vitest';
import { GateProcessor } from '../support/gate-processor.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { placeParked, startJobWorld, type JobWorld } from '../support/job-world.js';
import { SOMEBODY } from '../support/somebody.js';
import { TestClock } from '../support/test-clock.js';

const IDS = Array.from({ length: 30 }, (_, n) => `e${String(n).padStart(2, '0')}`);

describe('a job', () => {
  let clock: TestClock;
  let store: MemoryObjectStore;
  let gate: GateProcessor;
  let one: JobWorld;

  const replica = (name: string) => startJobWorld({ name, clock, store, gate });
  const state = async (jobId: string) => (await one.job(jobId)).state;

  beforeEach(async () => {
    clock = new TestClock();
    store = new MemoryObjectStore(clock);
    gate = new GateProcessor();
    one = await replica('one');
  });

  it('tries each member once, and is completed with one outcome for each', async () => {
    await placeParked(one, IDS);
    const jobId = await one.started();
    await clock.advance(5_000);
    expect(await one.job(jobId)).toMatchObject({ state: 'completed', total: 30, owner: null, unsealed: [] });
    expect(await one.outcomes(jobId)).toEqual({ succeeded: 30 });
    expect(gate.runs.map(({ eventId }) => eventId).toSorted()).toEqual(IDS);
    expect(store.records).toBe(0);
    const report = JSON.parse(Buffer.from(store.objects.get(`jobs/${jobId}/report.json`)!.bytes).toString());
    expect(report).toMatchObject({
      state: 'completed',
      total: 30,
      outcomes: { succeeded: 30, not_tried: 0 },
    });
  });

  it('notes itself in the attempts that it makes', async () => {
    const [key] = await placeParked(one, ['a']);
    gate.verdict = 'permanent';
    const jobId = await one.started();
    await clock.advance(5_000);
    const read = await one.letters.read(key!);
    const { audit_id } = await one.job(jobId);
    expect(read).toMatchObject({
      decoded: { letter: { attempts: [{}, { trigger: 'job', jobId, auditId: audit_id }] } },
    });
    expect(await one.outcomes(jobId)).toEqual({ failed: 1 });
  });

  it('takes what its filter takes, and only what its action can be done with', async () => {
    await placeParked(one, IDS.slice(0, 3));
    const jobId = await one.started({
      action: 'discard',
      selection: { filter: { event_id: 'e01' }, trace_ids: null },
    });
    await clock.advance(5_000);
    expect(await one.outcomes(jobId)).toEqual({ discarded: 1 });
    const rest = await one.started({ action: 'discard' });
    await clock.advance(5_000);
    expect(await one.outcomes(rest)).toEqual({ discarded: 2 });
    const back = await one.started({ action: 'restore' });
    await clock.advance(5_000);
    expect(await one.outcomes(back)).toEqual({ restored: 3 });
    expect(gate.runs).toEqual([]);
  });

  it('stops at the first failure of its canary, and goes on with the next step', async () => {
    await placeParked(one, IDS);
    gate.verdict = 'transient';
    const canary = { canary: [1, 5, 20], stop: { failurePercent: 30, after: 20, onNewCause: false } };
    const jobId = await one.started(canary);
    await clock.advance(5_000);
    const stopped = await one.job(jobId);
    expect(stopped).toMatchObject({ state: 'stopped', step: 1, judged: 1, owner: null });
    expect(stopped.stop_reason).toMatchObject({
      kind: 'canary_failed',
      failures: [{ error_code: 'upstream_error' }],
    });
    expect(await one.outcomes(jobId)).toEqual({ failed: 1, not_tried: 29 });
    gate.verdict = 'pass';
    await one.redrives.control.resume(jobId, SOMEBODY);
    await clock.advance(5_000);
    expect(await state(jobId)).toBe('completed');
    expect(await one.outcomes(jobId)).toEqual({ failed: 1, succeeded: 29 });
  });

  it('stops at a cause that no member had before', async () => {
    await placeParked(one, IDS);
    gate.verdict = 'permanent';
    const jobId = await one.started({ stop: { failurePercent: 100, after: 20, onNewCause: true } });
    await clock.advance(5_000);
    expect((await one.job(jobId)).stop_reason?.kind).toBe('new_cause');
    expect(gate.runs.length).toBeLessThanOrEqual(4);
  });

  it('keeps to its rate, which somebody can change while it runs', async () => {
    await placeParked(one, IDS);
    const jobId = await one.started({ pace: { ratePerSecond: 2, concurrency: 4 } });
    await clock.advance(5_000);
    expect(gate.runs.length).toBeGreaterThanOrEqual(10);
    expect(gate.runs.length).toBeLessThanOrEqual(12);
    await one.redrives.control.setPace(jobId, { ratePerSecond: 100 }, SOMEBODY);
    await clock.advance(2_000);
    expect(await state(jobId)).toBe('completed');
  });

  it('begins nothing while it is paused, goes on afterwards, and ends for good where it is cancelled', async () => {
    await placeParked(one, IDS);
    const jobId = await one.started({ pace: { ratePerSecond: 2, concurrency: 4 } });
    await clock.advance(2_000);
    await one.redrives.control.pause(jobId, SOMEBODY);
    await clock.advance(3_000);
    const before = gate.runs.length;
    await clock.advance(60_000);
    expect([gate.runs.length, await state(jobId)]).toEqual([before, 'paused']);
    expect((await one.job(jobId)).owner).toBeNull();
    await one.redrives.control.resume(jobId, SOMEBODY);
    await clock.advance(2_000);
    expect(gate.runs.length).toBeGreaterThan(before);
    await one.redrives.control.cancel(jobId, SOMEBODY);
    await clock.advance(3_000);
    const tried = gate.runs.length;
    expect(await one.job(jobId)).toMatchObject({
      state: 'cancelled',
      owner: null,
      ended_at: expect.any(String),
    });
    expect(await one.outcomes(jobId)).toEqual({ succeeded: tried, not_tried: 30 - tried });
    await clock.advance(60_000);
    expect(gate.runs.length).toBe(tried);
  });

  it('says when it will be done by the time that it has run, whatever its pauses', async () => {
    await placeParked(one, IDS);
    const jobId = await one.started({ pace: { ratePerSecond: 1, concurrency: 4 } });
    await clock.advance(12_000);
    await one.redrives.control.pause(jobId, SOMEBODY);
    await clock.advance(3_600_000);
    await one.redrives.control.resume(jobId, SOMEBODY);
    await clock.advance(3_000);
    const { etaS, counts } = await one.redrives.views.one(jobId);
    const left = IDS.length - counts.succeeded;
    expect(left).toBeGreaterThan(5);
    expect(etaS).toBeGreaterThanOrEqual(left);
    expect(etaS).toBeLessThanOrEqual(left * 2);
  });

  it('is resumed by another replica', async () => {
    await placeParked(one, IDS);
    const two = await replica('two');
    const jobId = await one.started({ pace: { ratePerSecond: 2, concurrency: 4 } });
    await clock.advance(2_000);
    await two.redrives.control.pause(jobId, SOMEBODY);
    await clock.advance(5_000);
    await two.redrives.control.setPace(jobId, { ratePerSecond: 1_000 }, SOMEBODY);
    await two.redrives.control.resume(jobId, SOMEBODY);
    await clock.advance(5_000);
    expect(await one.job(jobId)).toMatchObject({ state: 'completed', owners: 2 });
    expect(await one.outcomes(jobId)).toEqual({ succeeded: 30 });
    expect(gate.runs).toHaveLength(30);
  });

  it('lets no other start while it runs or is paused', async () => {
    await placeParked(one, IDS);
    const two = await replica('two');
    const jobId = await one.started({ pace: { ratePerSecond: 2, concurrency: 4 } });
    const other = await two.planned();
    const start = () => two.redrives.control.start(other, undefined, SOMEBODY);
    await expect(start()).rejects.toMatchObject({
      details: { code: 'job_running', extensions: { job_id: jobId } },
    });
    await one.redrives.control.pause(jobId, SOMEBODY);
    await clock.advance(5_000);
    await expect(start()).rejects.toMatchObject({ details: { code: 'job_running' } });
    await one.redrives.control.cancel(jobId, SOMEBODY);
    await clock.advance(5_000);
    await start();
    expect(await state(other)).toBe('running');
  });

  it('does not start where another number of members is expected', async () => {
    await placeParked(one, IDS);
    const jobId = await one.planned();
    await placeParked(one, ['another']);
    await expect(one.redrives.control.start(jobId, 30, SOMEBODY)).rejects.toMatchObject({
      details: { code: 'count_moved', extensions: { expected_count: 30, matched: 31 } },
    });
    expect(await state(jobId)).toBe('planned');
  });

  it('waits for a target that asks to be left alone', async () => {
    await placeParked(one, IDS);
    gate.verdict = 'transient';
    const env = { BREAKER_FAILURES: '3', BREAKER_OPEN_MS: '30000' };
    const broken = await startJobWorld({ name: 'broken', clock, store, gate, env });
    await broken.scanner.scan(undefined, broken.shutdown.signal);
    const jobId = await broken.started({ pace: { ratePerSecond: 100, concurrency: 1 } });
    await clock.advance(20_000);
    expect(gate.runs.length).toBe(3);
    gate.verdict = 'pass';
    await clock.advance(60_000);
    expect(await broken.outcomes(jobId)).toEqual({ failed: 3, succeeded: 27 });
  });
});
