import { beforeEach, describe, expect, it } from 'vitest';
import { placeParked, startJobWorld, type JobWorld } from '../../../test/support/job-world.js';
import type { Member } from '../../domain/job/job.js';
import { FencedMember } from './fenced-member.js';
import { done, type MemberTurn, type MemberWork, type TurnEnd } from './member-work.js';

const UNTRIED: TurnEnd = { kind: 'untried' };

describe('a member that a cancelled job leaves', () => {
  let world: JobWorld;
  let member: Member;
  let turn: MemberTurn;

  beforeEach(async () => {
    world = await startJobWorld();
    const [key] = await placeParked(world, ['a']);
    member = { traceId: 'DLQ', key: key!, etag: etagNow(key!)!, fingerprint: '' };
    const signal = new AbortController().signal;
    turn = { mayTry: false, isOver: true, maybeBegun: true, startBy: Infinity, signal };
  });

  const etagNow = (key: string) => world.store.objects.get(key)?.etag;
  const left = (inner: MemberWork = { turn: async () => UNTRIED }) => new FencedMember(inner, world.letters);
  async function seen() {
    const read = await world.letters.read(member.key);
    if (read.outcome !== 'found' || read.decoded.kind !== 'record') throw new Error('it is no record');
    const { key, etag, wallAhead } = read;
    return { key, etag, wallAhead, letter: read.decoded.letter };
  }

  it('is not changed by what an earlier owner has sent and what arrives now', async () => {
    const before = await seen();
    expect(await left().turn(member, turn)).toEqual(UNTRIED);
    expect(await world.letters.remove(before)).toBe('conflict');
    expect((await world.letters.replace(before, before.letter)).outcome).toBe('conflict');
    expect((await seen()).letter).toEqual(before.letter);
  });

  it('is looked at again where the earlier owner was quicker', async () => {
    const quicker: MemberWork = {
      turn: async () => {
        world.store.objects.delete(member.key);
        return UNTRIED;
      },
    };
    expect(await left(quicker).turn(member, turn)).toMatchObject({ kind: 'wait', maybeBegun: true });
  });

  it('is not written where nobody may have begun it, where the job goes on, or where it has an outcome', async () => {
    await left().turn(member, { ...turn, maybeBegun: false });
    await left().turn(member, { ...turn, isOver: false, isPaused: true });
    await left({ turn: async () => done('skipped_leased') }).turn(member, turn);
    expect(etagNow(member.key)).toBe(member.etag);
  });

  it('keeps its lease as it is', async () => {
    const before = await seen();
    const lease = { claimId: 'c', owner: 'other', ttlMs: 1 };
    await world.letters.replace(before, { ...before.letter, lease });
    const etag = etagNow(member.key);
    expect(await left().turn(member, turn)).toEqual(UNTRIED);
    expect(etagNow(member.key)).toBe(etag);
  });
});
