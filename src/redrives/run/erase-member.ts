import type { Member } from '../../domain/job/job.js';
import { isLive } from '../../domain/letter/lease.js';
import type { DeadLetterStore, StoredLetter } from '../../dlq/dead-letter.store.js';
import type { Clock } from '../../runtime/clock.js';
import { StoreError } from '../../store/store-error.js';
import type { VersionPurge } from '../../store/versions/version-purge.js';
import { VERSIONS_KEPT } from '../store/shards.js';
import { memberReading } from './member-reading.js';
import { again, done, type MemberTurn, type MemberWork, type TurnEnd } from './member-work.js';

/** After a lost race for the record, and after a deletion that did not take effect, milliseconds. */
const AGAIN_MS = 200;

/** After an error of the store, milliseconds. */
const ERROR_PAUSE_MS = 1_000;

export interface EraseMemberParts {
  letters: Pick<DeadLetterStore, 'read' | 'remove'>;
  versions: Pick<VersionPurge, 'purge'>;
  clock: Pick<Clock, 'monotonic'>;
}

/**
 * Deletes the records of a job's members, whatever they are by now, and then the earlier versions of their objects. A
 * record under a live lease is left, since its attempt would write it again.
 */
export class EraseMember implements MemberWork {
  constructor(private readonly parts: EraseMemberParts) {}

  async turn({ key }: Member, turn: MemberTurn): Promise<TurnEnd> {
    const { letters, clock } = this.parts;
    const { mayTry, maybeBegun, startBy, signal } = turn;
    const reading = memberReading(await letters.read(key));
    // Its versions are deleted as well where the record passed, or an owner before has deleted it.
    if (reading.kind === 'missing')
      return mayTry || maybeBegun ? this.purged(key, turn) : { kind: 'untried' };
    if (reading.kind === 'unusable') return reading.end;
    const { letter } = reading;
    const { etag, times, wallAhead } = reading.read;
    if (isLive(letter.lease, times)) return done('skipped_leased');
    // Where the store deletes in two steps, the job may have marked the record: then its event is lost already.
    const isBegun = maybeBegun && letter.status === 'deleted';
    if (!mayTry && !isBegun) return { kind: 'untried' };
    // Another replica may have the job since.
    if (signal.aborted || clock.monotonic() >= startBy) return again(AGAIN_MS, maybeBegun);
    try {
      return await this.removed({ key, etag, letter, wallAhead }, turn);
    } catch (error) {
      if (!(error instanceof StoreError) && !signal.aborted) throw error;
      // The record may be gone, and then it was this job that has deleted it.
      return { kind: 'wait', ms: ERROR_PAUSE_MS, slow: true, maybeBegun: true };
    }
  }

  private async removed(stored: StoredLetter, turn: MemberTurn): Promise<TurnEnd> {
    const { letters } = this.parts;
    await letters.remove(stored);
    // The next reading tells whether the object is gone. One that is only marked as deleted still holds the event.
    const after = await letters.read(stored.key);
    return after.outcome === 'missing'
      ? this.purged(stored.key, { ...turn, maybeBegun: true })
      : again(AGAIN_MS, true);
  }

  /** The record is gone. */
  private async purged(key: string, { maybeBegun, signal }: MemberTurn): Promise<TurnEnd> {
    const purge = await this.parts.versions.purge(key, { signal });
    switch (purge.outcome) {
      case 'none':
        return done(maybeBegun ? 'erased' : 'gone');
      case 'purged':
        return done('erased');
      case 'present':
        return again(AGAIN_MS, maybeBegun);
      case 'kept': {
        const error = `its earlier versions remain, or may remain: ${purge.reason}`;
        const outcome = maybeBegun ? 'erased' : 'gone';
        return { kind: 'done', result: { outcome, errorCode: VERSIONS_KEPT, error, fingerprint: null } };
      }
    }
  }
}
