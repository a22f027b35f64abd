import { beforeEach, describe, expect, it } from 'vitest';
import { GateProcessor } from '../support/gate-processor.js';
import { placeParked, startJobWorld, type JobWorld } from '../support/job-world.js';
import { SOMEBODY } from '../support/somebody.js';
import { TestClock } from '../support/test-clock.js';

const IDS = Array.from({ length: 12 }, (_, n) => `e${String(n).padStart(2, '0')}`);
const SLOWLY = { pace: { ratePerSecond: 2, concurrency: 2 } };

describe('who has a job run', () => {
  const person = (name: string) => ({ ...SOMEBODY, actor: { ...SOMEBODY.actor, name } });
  let clock: TestClock;
  let gate: GateProcessor;
  let one: JobWorld;

  beforeEach(async () => {
    clock = new TestClock();
    gate = new GateProcessor();
    one = await startJobWorld({ name: 'one', clock, gate });
  });

  const lettersOf = (keys: readonly string[]) =>
    Promise.all(
      keys.map(async (key) => {
        const read = await one.letters.read(key);
        if (read.outcome !== 'found' || read.decoded.kind !== 'record') throw new Error(`no record ${key}`);
        return read.decoded.letter;
      }),
    );

  it('is whoever started or resumed it last, and its changes carry that name', async () => {
    const keys = await placeParked(one, IDS);
    const { control } = one.redrives;
    const jobId = await one.planned({ ...SLOWLY, action: 'discard' });
    await control.start(jobId, undefined, person('grace'));
    await clock.advance(1_000);
    await control.pause(jobId, person('linus'));
    await clock.advance(3_000);
    await control.resume(jobId, person('joan'));
    await clock.advance(30_000);
    const authors = new Set((await lettersOf(keys)).map(({ edits }) => edits.at(-1)?.by));
    expect([...authors]).toEqual(['grace', 'joan']);
    expect(await one.job(jobId)).toMatchObject({ by: SOMEBODY.actor.name, run_by: 'joan' });
  });

  it('is in the attempts also where the job is resumed while its owner still works', async () => {
    const keys = await placeParked(one, IDS);
    gate.verdict = 'permanent';
    const { control } = one.redrives;
    const jobId = await one.started(SLOWLY);
    const first = (await one.job(jobId)).audit_id;
    let letGo = () => {};
    gate.hold = new Promise((resolve) => (letGo = resolve));
    await clock.advance(2_000);
    await control.pause(jobId, person('linus'));
    await control.resume(jobId, person('joan'));
    const resumed = await one.job(jobId);
    expect(resumed).toMatchObject({ owners: 1, run_by: 'joan' });
    letGo();
    await clock.advance(30_000);
    const ids = new Set((await lettersOf(keys)).map(({ attempts }) => attempts.at(-1)?.auditId));
    expect([...ids]).toEqual([first, resumed.audit_id]);
  });
});
