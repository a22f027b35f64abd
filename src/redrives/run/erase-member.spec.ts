import { beforeEach, describe, expect, it } from 'vitest';
import { placeParked, startJobWorld, type JobWorld } from '../../../test/support/job-world.js';
import type { Member } from '../../domain/job/job.js';
import { StoreError } from '../../store/store-error.js';
import type { PurgeResult } from '../../store/versions/version-purge.js';
import { EraseMember } from './erase-member.js';
import { done, type MemberTurn } from './member-work.js';

describe('a member that is erased', () => {
  let world: JobWorld;
  let member: Member;
  let turn: MemberTurn;
  let answer: PurgeResult;
  let purged: string[];

  beforeEach(async () => {
    world = await startJobWorld();
    const [key] = await placeParked(world, ['a']);
    const { etag } = world.store.objects.get(key!)!;
    member = { traceId: 'DLQ', key: key!, etag, fingerprint: '' };
    turn = { mayTry: true, maybeBegun: false, startBy: Infinity, signal: new AbortController().signal };
    answer = { outcome: 'none' };
    purged = [];
  });

  const work = () => {
    const versions = {
      purge: async (key: string) => {
        expect(world.store.objects.has(key)).toBe(false);
        purged.push(key);
        return answer;
      },
    };
    return new EraseMember({ letters: world.letters, versions, clock: world.clock });
  };

  async function leased(): Promise<void> {
    const read = await world.letters.read(member.key);
    if (read.outcome !== 'found' || read.decoded.kind !== 'record') throw new Error('it is no record');
    const { key, etag, wallAhead, decoded } = read;
    const lease = { claimId: 'c', owner: 'other', ttlMs: 60_000 };
    await world.letters.replace(
      { key, etag, wallAhead, letter: decoded.letter },
      { ...decoded.letter, lease },
    );
  }

  it('is deleted with its versions, and a later owner of the job finds it erased', async () => {
    answer = { outcome: 'purged', versions: 2 };
    expect(await work().turn(member, turn)).toEqual(done('erased'));
    expect([world.store.objects.has(member.key), purged]).toEqual([false, [member.key]]);
    answer = { outcome: 'none' };
    expect(await work().turn(member, { ...turn, maybeBegun: true })).toEqual(done('erased'));
  });

  it('says which versions it could not delete', async () => {
    answer = { outcome: 'kept', reason: 'S3 answered 403 AccessDenied' };
    expect(await work().turn(member, turn)).toMatchObject({
      result: { outcome: 'erased', errorCode: 'versions_kept', error: expect.stringContaining('403') },
    });
  });

  it('is gone where it passed before, and its versions are deleted all the same', async () => {
    world.store.objects.delete(member.key);
    expect(await work().turn(member, turn)).toEqual(done('gone'));
    expect(purged).toEqual([member.key]);
    answer = { outcome: 'purged', versions: 1 };
    expect(await work().turn(member, turn)).toEqual(done('erased'));
  });

  it('is not erased while an attempt is under way, nor by a replica whose time with the job is over', async () => {
    expect(await work().turn(member, { ...turn, startBy: world.clock.monotonic() })).toMatchObject({
      kind: 'wait',
    });
    await leased();
    expect(await work().turn(member, turn)).toEqual(done('skipped_leased'));
    expect([world.store.objects.has(member.key), purged]).toEqual([true, []]);
  });

  it('is looked at again where the store has only marked it as deleted', async () => {
    world.store.interference = {
      before: (call) => {
        if (call === 'remove') throw new StoreError('503', { outcomeUnknown: false, retryable: false });
      },
    };
    expect(await work().turn(member, turn)).toMatchObject({ kind: 'wait', maybeBegun: true });
    world.store.interference = {};
    expect(await work().turn(member, { ...turn, maybeBegun: true })).toEqual(done('erased'));
    expect(world.store.records).toBe(0);
  });

  it('counts as erased by the job where the store fails after the record was deleted', async () => {
    const versions = {
      purge: async (): Promise<PurgeResult> => {
        throw new StoreError('503', { outcomeUnknown: false, retryable: true });
      },
    };
    const erase = new EraseMember({ letters: world.letters, versions, clock: world.clock });
    const end = await erase.turn(member, turn);
    expect([world.store.records, end]).toMatchObject([0, { kind: 'wait', slow: true, maybeBegun: true }]);
    expect(await work().turn(member, { ...turn, maybeBegun: true })).toEqual(done('erased'));
  });

  it('is left where the job has ended', async () => {
    expect(await work().turn(member, { ...turn, mayTry: false })).toEqual({ kind: 'untried' });
    expect(world.store.records).toBe(1);
  });

  it('is brought to its end where the job has ended, and its record was marked as deleted before', async () => {
    world.store.interference = {
      before: (call) => {
        if (call === 'remove') throw new StoreError('503', { outcomeUnknown: false, retryable: false });
      },
    };
    await work().turn(member, turn);
    world.store.interference = {};
    const over = { ...turn, mayTry: false };
    expect(await work().turn(member, over)).toEqual({ kind: 'untried' });
    expect(await work().turn(member, { ...over, maybeBegun: true })).toEqual(done('erased'));
    expect([world.store.records, purged]).toEqual([0, [member.key]]);
  });
});
