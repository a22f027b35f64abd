import { beforeEach, describe, expect, it } from 'vitest';
import type { JobCorrection } from '../../src/redrives/store/job-record.js';
import { GateProcessor } from '../support/gate-processor.js';
import { placeParked, startJobWorld, type JobWorld } from '../support/job-world.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { TestClock } from '../support/test-clock.js';

const IDS = Array.from({ length: 12 }, (_, n) => `e${String(n).padStart(2, '0')}`);
const correction: JobCorrection = { patch: '{"payload":{"amount":1.10}}', expression: null, then: 'retry' };
const CORRECT = { action: 'correct', correction } as const;

describe('a job that corrects', () => {
  let clock: TestClock;
  let store: MemoryObjectStore;
  let gate: GateProcessor;
  let one: JobWorld;

  beforeEach(async () => {
    clock = new TestClock();
    store = new MemoryObjectStore(clock);
    gate = new GateProcessor();
    one = await startJobWorld({ name: 'one', clock, store, gate });
  });

  const letterAt = async (key: string) => {
    const read = await one.letters.read(key);
    if (read.outcome !== 'found' || read.decoded.kind !== 'record') throw new Error('no record');
    return read.decoded.letter;
  };

  it('delivers the corrected events under keys of their own', async () => {
    await placeParked(one, IDS);
    const jobId = await one.started(CORRECT);
    await clock.advance(5_000);
    expect(await one.outcomes(jobId)).toEqual({ succeeded: 12 });
    expect(gate.runs.every(({ context }) => context.idempotencyKey.endsWith('-c1'))).toBe(true);
  });

  it('keeps the correction with the job, the audit and what arrived, where the retry fails', async () => {
    const [key] = await placeParked(one, ['a']);
    gate.verdict = 'permanent';
    const jobId = await one.started(CORRECT);
    await clock.advance(5_000);
    expect(await one.outcomes(jobId)).toEqual({ failed: 1 });
    const letter = await letterAt(key!);
    const { audit_id: auditId } = await one.job(jobId);
    expect(letter.edits).toMatchObject([{ kind: 'correct', jobId, auditId, patch: correction.patch }]);
    expect(letter.attempts.at(-1)).toMatchObject({ jobId, trigger: 'job' });
    expect(letter.event.text).toContain('"amount":1.10');
    expect(letter.arrived?.text).not.toContain('amount');
  });
});
