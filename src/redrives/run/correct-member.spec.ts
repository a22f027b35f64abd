import { beforeEach, describe, expect, it } from 'vitest';
import { placeParked, startJobWorld, type JobWorld } from '../../../test/support/job-world.js';
import { SOMEBODY } from '../../../test/support/somebody.js';
import type { AfterCorrection, Member } from '../../domain/job/job.js';
import { toJsonText } from '../../domain/json/json-text.js';
import { askedBy } from '../../decisions/asked.js';
import { Problem } from '../../http/problem.js';
import { CorrectMember } from './correct-member.js';
import { done, type MemberTurn, type MemberWork } from './member-work.js';

const JOB = { jobId: 'JOB-1', by: 'ada', auditId: 'audit-1' };
const patch = (amount: number) =>
  ({ kind: 'merge', text: toJsonText(`{"payload":{"amount":${amount}}}`) }) as const;

describe('a member that is corrected', () => {
  let world: JobWorld;
  let member: Member;
  let retried: number;
  let turn: MemberTurn;
  const retry: MemberWork = {
    turn: async (_member, { mayTry }) => {
      if (!mayTry) return { kind: 'untried' };
      retried++;
      return done('succeeded');
    },
  };

  beforeEach(async () => {
    world = await startJobWorld();
    const [key] = await placeParked(world, ['a']);
    const read = await world.letters.read(key!);
    if (read.outcome !== 'found') throw new Error('it is not stored');
    const traceId = (await letterNow(key!)).traceId;
    member = { traceId, key: key!, etag: read.etag, fingerprint: '' };
    retried = 0;
    const signal = new AbortController().signal;
    turn = { mayTry: true, maybeBegun: false, startBy: Infinity, signal };
  });

  async function letterNow(key: string) {
    const read = await world.letters.read(key);
    if (read.outcome !== 'found' || read.decoded.kind !== 'record') throw new Error('it is no record');
    return read.decoded.letter;
  }
  const work = (
    then: AfterCorrection,
    corrections: ConstructorParameters<typeof CorrectMember>[2]['corrections'] = world.corrections,
    retries: MemberWork = retry,
  ) =>
    new CorrectMember(
      JOB,
      { correction: patch(2), then },
      { corrections, letters: world.letters, retry: retries, clock: world.clock, reason: 'a typo' },
    );

  it('is corrected once and retried, and the next owner of the job only retries it', async () => {
    expect(await work('retry').turn(member, turn)).toEqual(done('succeeded'));
    expect(await work('retry').turn(member, { ...turn, maybeBegun: true })).toEqual(done('succeeded'));
    const { corrections, edits } = await letterNow(member.key);
    expect([corrections, retried]).toEqual([1, 2]);
    expect(edits).toMatchObject([{ kind: 'correct', jobId: 'JOB-1', auditId: 'audit-1', reason: 'a typo' }]);
  });

  it('waits for a person where the job says so', async () => {
    expect(await work('park').turn(member, turn)).toEqual(done('corrected'));
    expect(await work('park').turn(member, { ...turn, maybeBegun: true })).toEqual(done('corrected'));
    expect([(await letterNow(member.key)).corrections, retried]).toEqual([1, 0]);
  });

  it('is left where somebody has changed it since the membership was frozen', async () => {
    await world.corrections.correct(member.traceId, patch(3), false, askedBy(world.audit, SOMEBODY));
    expect(await work('retry').turn(member, turn)).toEqual(done('skipped_changed'));
    expect((await letterNow(member.key)).event.text).toContain('"amount":3');
  });

  it('is not corrected by a replica whose time with the job is over', async () => {
    const end = await work('retry').turn(member, { ...turn, startBy: world.clock.monotonic() });
    expect(end).toMatchObject({ kind: 'wait', slow: false });
    expect([(await letterNow(member.key)).corrections, retried]).toEqual([0, 0]);
  });

  it('is tried again where too many events wait for a check', async () => {
    const busy = {
      correct: async () => {
        throw Problem.overloaded('busy');
      },
    };
    expect(await work('retry', busy).turn(member, turn)).toMatchObject({ kind: 'wait', slow: true });
  });

  it('is only looked at where the job has ended: corrected, or untried', async () => {
    const over = { ...turn, mayTry: false };
    expect(await work('retry').turn(member, over)).toEqual({ kind: 'untried' });
    await work('park').turn(member, turn);
    expect(await work('retry').turn(member, over)).toEqual(done('corrected'));
    expect(await work('park').turn(member, over)).toEqual(done('corrected'));
    expect(retried).toBe(0);
  });

  it('has no outcome where the job is paused before it is retried', async () => {
    const over = { ...turn, mayTry: false };
    const down: MemberWork = {
      turn: async (_member, { mayTry }) =>
        mayTry ? { kind: 'wait', ms: 1_000, slow: true, maybeBegun: true } : { kind: 'untried' },
    };
    await work('retry', world.corrections, down).turn(member, turn);
    expect(await work('retry').turn(member, { ...over, isPaused: true })).toEqual({ kind: 'untried' });
    expect(await work('retry').turn(member, over)).toEqual(done('corrected'));
  });

  it('is left where something else lies under its key', async () => {
    const options = { condition: 'none', contentType: 'text/plain', metadata: {} } as const;
    await world.store.put(member.key, Buffer.from('of somebody else'), options);
    const left = { kind: 'done', result: { outcome: 'skipped_changed', error: expect.any(String) } };
    const turning = [false, true].map((maybeBegun) => work('retry').turn(member, { ...turn, maybeBegun }));
    // What is no record is read again after a while.
    await world.clock.advance(10_000);
    for (const end of await Promise.all(turning)) expect(end).toMatchObject(left);
  });

  it('is gone where it is absent, and may have succeeded where the job may have begun it', async () => {
    world.store.objects.delete(member.key);
    expect(await work('retry').turn(member, turn)).toEqual(done('gone'));
    expect(await work('retry').turn(member, { ...turn, maybeBegun: true })).toEqual(
      done('succeeded_or_gone'),
    );
  });
});
