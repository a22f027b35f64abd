import { beforeEach, describe, expect, it } from 'vitest';
import { traceIdOfKey } from '../../src/domain/letter/trace-id.js';
import { ALL, placeParked, startJobWorld, type JobWorld } from '../support/job-world.js';
import { GateProcessor } from '../support/gate-processor.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { SOMEBODY } from '../support/somebody.js';
import { TestClock } from '../support/test-clock.js';

describe('a job of dead letters that are named', () => {
  let clock: TestClock;
  let store: MemoryObjectStore;
  let gate: GateProcessor;
  let one: JobWorld;

  const replica = (name: string) => startJobWorld({ name, clock, store, gate });
  const jobText = (jobId: string) =>
    Buffer.from(store.objects.get(`jobs/${jobId}/job.json`)!.bytes).toString();
  const named = async (ids: readonly string[]) => ({
    ...ALL,
    selection: { filter: null, trace_ids: (await placeParked(one, ids)).map((key) => traceIdOfKey(key)!) },
  });

  beforeEach(async () => {
    clock = new TestClock();
    store = new MemoryObjectStore(clock);
    gate = new GateProcessor();
    one = await replica('one');
  });

  it('is started and taken over by other replicas, and has no member beside those named', async () => {
    const request = await named(['a', 'b', 'c', 'd', 'e', 'f']);
    await placeParked(one, ['x', 'y']);
    const two = await replica('two');
    const jobId = await one.planned({ ...request, pace: { ratePerSecond: 2, concurrency: 1 } });
    await placeParked(one, ['z']);
    await two.redrives.control.start(jobId, 6, SOMEBODY);
    await clock.advance(1_500);
    await one.redrives.control.pause(jobId, SOMEBODY);
    await clock.advance(5_000);
    await one.redrives.control.resume(jobId, SOMEBODY);
    await clock.advance(10_000);
    expect(await one.job(jobId)).toMatchObject({ state: 'completed', total: 6, owners: 2 });
    expect(await one.outcomes(jobId)).toEqual({ succeeded: 6 });
    expect(gate.runs.map(({ eventId }) => eventId).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(store.records).toBe(3);
  });

  it('keeps the names in its record until it is started or cancelled', async () => {
    const request = await named(['a', 'b']);
    const [traceId] = request.selection.trace_ids;
    const [started, cancelled] = [await one.planned(request), await one.planned(request)];
    for (const jobId of [started, cancelled]) expect(jobText(jobId)).toContain(traceId);
    await one.redrives.control.cancel(cancelled, SOMEBODY);
    await one.redrives.control.start(started, 2, SOMEBODY);
    for (const jobId of [started, cancelled]) expect(jobText(jobId)).not.toContain(traceId);
    await clock.advance(5_000);
    expect(await one.outcomes(started)).toEqual({ succeeded: 2 });
  });

  it.each(['discard', 'correct'] as const)('can %s those that are named alone', async (action) => {
    const request = await named(['a', 'b']);
    await placeParked(one, ['x']);
    const patch = { patch: '{"payload":{"n":1}}', expression: null, then: 'park' } as const;
    const jobId = await one.started({
      ...request,
      action,
      correction: action === 'correct' ? patch : null,
    });
    await clock.advance(5_000);
    expect(await one.outcomes(jobId)).toEqual({ [`${action}ed`]: 2 });
  });
});
