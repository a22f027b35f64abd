import { beforeEach, describe, expect, it } from 'vitest';
import { placeParked, startJobWorld, type JobWorld } from '../../../test/support/job-world.js';
import { SOMEBODY } from '../../../test/support/somebody.js';
import { askedBy } from '../../decisions/asked.js';
import type { Member } from '../../domain/job/job.js';
import { toJsonText } from '../../domain/json/json-text.js';
import { done, type MemberTurn } from './member-work.js';
import { UndoMember } from './undo-member.js';

const UNDO = { jobId: 'JOB-2', by: 'ada', auditId: 'audit-2' };

describe('a member whose correction is undone', () => {
  let world: JobWorld;
  let member: Member;
  let turn: MemberTurn;

  beforeEach(async () => {
    world = await startJobWorld();
    const [key] = await placeParked(world, ['a']);
    member = { traceId: (await letterNow(key!)).traceId, key: key!, etag: '', fingerprint: '' };
    turn = { mayTry: true, maybeBegun: false, startBy: Infinity, signal: new AbortController().signal };
    await correct(2, 'JOB-1');
  });

  async function letterNow(key: string) {
    const read = await world.letters.read(key);
    if (read.outcome !== 'found' || read.decoded.kind !== 'record') throw new Error('it is no record');
    return read.decoded.letter;
  }
  async function correct(amount: number, jobId?: string): Promise<void> {
    const correction = { kind: 'merge', text: toJsonText(`{"payload":{"amount":${amount}}}`) } as const;
    const asked = askedBy(world.audit, SOMEBODY);
    await world.corrections.correct(member.traceId, correction, false, { ...asked, ...(jobId && { jobId }) });
  }
  const work = () => {
    const { corrections, letters, clock } = world;
    return new UndoMember(UNDO, 'JOB-1', { corrections, letters, clock, reason: null });
  };

  it('is what arrived again, and counts as restored whatever somebody does then', async () => {
    expect(await work().turn(member, turn)).toEqual(done('restored'));
    expect((await letterNow(member.key)).event.text).not.toContain('amount');
    await correct(3);
    expect(await work().turn(member, { ...turn, maybeBegun: true })).toEqual(done('restored'));
    const { event, edits } = await letterNow(member.key);
    expect([event.text.includes('"amount":3'), edits.length]).toEqual([true, 3]);
  });

  it('is left where somebody has corrected it since', async () => {
    await correct(3);
    expect(await work().turn(member, turn)).toEqual(done('skipped_changed'));
    expect((await letterNow(member.key)).event.text).toContain('"amount":3');
  });

  it('is gone where it is absent, and left where something else lies under its key', async () => {
    world.store.objects.delete(member.key);
    expect(await work().turn(member, turn)).toEqual(done('gone'));
    const options = { condition: 'none', contentType: 'text/plain', metadata: {} } as const;
    await world.store.put(member.key, Buffer.from('of somebody else'), options);
    const turning = work().turn(member, turn);
    // What is no record is read again after a while.
    await world.clock.advance(10_000);
    expect(await turning).toMatchObject({ result: { outcome: 'skipped_changed' } });
  });
});
