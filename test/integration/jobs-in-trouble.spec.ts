import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../src/store/store-error.js';
import { GateProcessor } from '../support/gate-processor.js';
import { placeParked, startJobWorld, type JobWorld } from '../support/job-world.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { SOMEBODY } from '../support/somebody.js';
import { TestClock } from '../support/test-clock.js';

const IDS = Array.from({ length: 12 }, (_, n) => `e${String(n).padStart(2, '0')}`);
const DEAD = { outcomeUnknown: false, retryable: true };
const STRICT = { failurePercent: 30, after: 20, onNewCause: false };
const SLOWLY = { pace: { ratePerSecond: 2, concurrency: 2 } };

describe('a job whose objects are lost, damaged or taken', () => {
  let clock: TestClock;
  let store: MemoryObjectStore;
  let gate: GateProcessor;
  let one: JobWorld;

  beforeEach(async () => {
    clock = new TestClock();
    store = new MemoryObjectStore(clock);
    gate = new GateProcessor();
    one = await startJobWorld({ name: 'one', clock, store, gate });
    await placeParked(one, IDS);
  });

  const keyOf = (part: string) => [...store.objects.keys()].find((key) => key.includes(part))!;
  const lose = (key: string) => store.objects.delete(key);
  const damage = (key: string) => {
    store.objects.set(key, { ...store.objects.get(key)!, bytes: Buffer.from('{"trace_id":7}\n') });
  };
  const resume = (jobId: string) => one.redrives.control.resume(jobId, SOMEBODY);

  /** A job that has tried a part of its members, and is paused. */
  async function paused(onNewCause: boolean): Promise<string> {
    const jobId = await one.started({ ...SLOWLY, stop: { failurePercent: 100, after: 20, onNewCause } });
    await clock.advance(2_000);
    await one.redrives.control.pause(jobId, SOMEBODY);
    await clock.advance(3_000);
    expect(await one.job(jobId)).toMatchObject({ state: 'paused', owner: null });
    return jobId;
  }

  it.each([
    ['members', 'lost', false],
    ['members', 'lost', true],
    ['members', 'damaged', false],
    ['results', 'lost', false],
    ['results', 'damaged', true],
  ] as const)(
    'stops where its %s are %s (on_new_cause: %s), and goes on when they are back',
    async (...args) => {
      const [part, how, onNewCause] = args;
      const jobId = await paused(onNewCause);
      const tried = gate.runs.length;
      const key = keyOf(`${jobId}/${part}/`);
      const kept = store.objects.get(key)!;
      if (how === 'lost') lose(key);
      else damage(key);
      await resume(jobId);
      await clock.advance(30_000);
      const stopped = await one.job(jobId);
      expect(stopped).toMatchObject({ state: 'stopped', owner: null, unsealed: [], judged: 0 });
      expect(stopped.stop_reason).toMatchObject({ kind: 'unreadable', text: expect.stringContaining(key) });
      expect(gate.runs).toHaveLength(tried);
      store.objects.set(key, kept);
      await resume(jobId);
      await clock.advance(30_000);
      expect(await one.outcomes(jobId)).toEqual({ succeeded: IDS.length });
      expect(gate.runs).toHaveLength(IDS.length);
    },
  );

  it('seals what it has stored before the members are found to be damaged', async () => {
    const jobId = await one.started(SLOWLY);
    await clock.advance(2_000);
    const key = keyOf(`${jobId}/members/`);
    damage(key);
    const two = await startJobWorld({ name: 'two', clock, store, gate });
    await one.redrives.control.pause(jobId, SOMEBODY);
    await clock.advance(3_000);
    await two.redrives.control.resume(jobId, SOMEBODY);
    await clock.advance(30_000);
    const { sealed, state } = await one.job(jobId);
    expect([state, sealed.map(({ writer }) => writer)]).toEqual(['stopped', ['one.1']]);
    expect(await one.outcomes(jobId)).toMatchObject({ succeeded: gate.runs.length });
  });

  it('waits for a store that does not answer, however long that takes', async () => {
    const jobId = await paused(false);
    const key = keyOf(`${jobId}/members/`);
    const answer = new StoreError('503', { outcomeUnknown: false, retryable: true });
    store.interference = {
      before: (call, of) => {
        if (call === 'get' && of === key) throw answer;
      },
    };
    await resume(jobId);
    await clock.advance(300_000);
    expect((await one.job(jobId)).state).toBe('running');
    store.interference = {};
    await clock.advance(30_000);
    expect(await one.outcomes(jobId)).toEqual({ succeeded: IDS.length });
  });

  it('stores its results under another name where somebody has put an object under theirs', async () => {
    const jobId = await one.planned(SLOWLY);
    const key = `jobs/${jobId}/results/one.1-0001.ndjson`;
    await store.put(key, Buffer.from('a foreign object'), {
      condition: 'none',
      contentType: 'text/plain',
      metadata: {},
    });
    await one.redrives.control.start(jobId, undefined, SOMEBODY);
    await clock.advance(20_000);
    const { state, sealed } = await one.job(jobId);
    expect(state).toBe('completed');
    expect(sealed).toEqual([
      { writer: 'one.1', shards: 1 },
      { writer: 'one.2', shards: expect.any(Number) },
    ]);
    expect(await one.outcomes(jobId)).toEqual({ succeeded: IDS.length });
    expect(Buffer.from(store.objects.get(key)!.bytes).toString()).toBe('a foreign object');
  });
});

describe('what a job says of members that are absent', () => {
  let clock: TestClock;
  let store: MemoryObjectStore;
  let gate: GateProcessor;
  let one: JobWorld;
  let two: JobWorld;
  let keys: string[];

  beforeEach(async () => {
    clock = new TestClock();
    store = new MemoryObjectStore(clock);
    gate = new GateProcessor();
    one = await startJobWorld({ name: 'one', clock, store, gate });
    two = await startJobWorld({ name: 'two', clock, store, gate });
    keys = await placeParked(one, IDS);
  });

  it('is that they were gone, where the owner before has left nothing open', async () => {
    const jobId = await one.started(SLOWLY);
    await clock.advance(2_000);
    await one.redrives.control.pause(jobId, SOMEBODY);
    await clock.advance(3_000);
    const tried = gate.runs.length;
    for (const key of keys.slice(tried)) store.objects.delete(key);
    await two.redrives.control.resume(jobId, SOMEBODY);
    await clock.advance(30_000);
    expect(await one.outcomes(jobId)).toEqual({ succeeded: tried, gone: IDS.length - tried });
  });

  it('is that nobody knows, where the owner before has died; and no such member is judged', async () => {
    one.redrives.runner.adopt = () => {};
    const jobId = await one.started({ ...SLOWLY, canary: [1, 5, 20], stop: STRICT });
    for (const key of keys.slice(0, 11)) store.objects.delete(key);
    gate.verdict = 'permanent';
    two.redrives.runner.start();
    await clock.advance(90_000);
    expect(await one.outcomes(jobId)).toEqual({ succeeded_or_gone: 11, failed: 1 });
    // The one failure is the whole first step of the canary.
    expect(await one.job(jobId)).toMatchObject({ state: 'stopped', judged: 1, step: 1 });
  });
});

describe('a job that goes no further after a replica has died', () => {
  let clock: TestClock;
  let store: MemoryObjectStore;
  let two: JobWorld;
  let jobId: string;

  /** The replica has died with the lease of a first attempt in a record. */
  async function died(): Promise<void> {
    clock = new TestClock();
    const etagOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    store = new MemoryObjectStore(clock, etagOf);
    const wayOfOne = new MemoryObjectStore(clock, etagOf);
    Object.assign(wayOfOne, { objects: store.objects });
    const gate = new GateProcessor();
    const one = await startJobWorld({ name: 'one', clock, store: wayOfOne, gate });
    two = await startJobWorld({ name: 'two', clock, store, gate });
    await placeParked(one, IDS.slice(0, 2));
    gate.hold = new Promise(() => {});
    jobId = await one.started({ ...SLOWLY, pace: { ratePerSecond: 0.1, concurrency: 1 } });
    await clock.advance(1_000);
    expect(gate.runs).toHaveLength(1);
    gate.hold = undefined;
    // It is heard of no more.
    wayOfOne.interference = {
      before: () => {
        throw new StoreError('dead', DEAD);
      },
    };
    two.redrives.runner.start();
  }

  async function paused(): Promise<void> {
    await died();
    await clock.advance(50_000);
    expect((await two.job(jobId)).owner?.replica).toBe('two');
    await two.redrives.control.pause(jobId, SOMEBODY);
    await clock.advance(300_000);
    expect(await two.job(jobId)).toMatchObject({ state: 'paused', owner: null });
    expect(await two.outcomes(jobId)).not.toHaveProperty('failed');
  }

  it('tries again what that replica had begun, when it goes on', async () => {
    await paused();
    await two.redrives.control.resume(jobId, SOMEBODY);
    await clock.advance(60_000);
    expect(await two.outcomes(jobId)).toEqual({ succeeded: 2 });
  });

  it('says that nobody knows how that ended, when it is cancelled', async () => {
    await paused();
    await two.redrives.control.cancel(jobId, SOMEBODY);
    await clock.advance(60_000);
    expect(await two.job(jobId)).toMatchObject({
      state: 'cancelled',
      owner: null,
      ended_at: expect.any(String),
    });
    expect(await two.outcomes(jobId)).toEqual({ succeeded: 1, failed: 1 });
  });

  it('says so too when it has stopped because its members were lost, and is cancelled when they are back', async () => {
    await died();
    const key = [...store.objects.keys()].find((one) => one.includes('/members/'))!;
    const kept = store.objects.get(key)!;
    store.objects.delete(key);
    await clock.advance(120_000);
    expect(await two.job(jobId)).toMatchObject({ state: 'stopped', stop_reason: { kind: 'unreadable' } });
    store.objects.set(key, kept);
    await two.redrives.control.cancel(jobId, SOMEBODY);
    await clock.advance(60_000);
    expect(await two.job(jobId)).toMatchObject({
      state: 'cancelled',
      owner: null,
      ended_at: expect.any(String),
    });
    expect(await two.outcomes(jobId)).toEqual({ failed: 1, not_tried: 1 });
  });
});
