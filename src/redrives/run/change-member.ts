import type { Member } from '../../domain/job/job.js';
import { isUnresolved, type DeadLetter } from '../../domain/letter/dead-letter.js';
import { discarded, restored, type Decision } from '../../domain/letter/decisions.js';
import { putBackByHand } from '../../domain/letter/edits.js';
import { isLive } from '../../domain/letter/lease.js';
import type { DeadLetterStore } from '../../dlq/dead-letter.store.js';
import type { Clock } from '../../runtime/clock.js';
import { sameEtag } from '../../store/same-etag.js';
import { memberReading } from './member-reading.js';
import {
  done,
  lostRace,
  type JobContext,
  type MemberTurn,
  type MemberWork,
  type TurnEnd,
} from './member-work.js';

/** One change of a record that a job makes of many. */
interface Change {
  outcome: 'discarded' | 'restored';
  kind: 'discard' | 'restore';
  /** Whether the record can be changed so. */
  fits: (letter: DeadLetter) => boolean;
  make: (letter: DeadLetter, decision: Decision) => DeadLetter;
}

export const CHANGES: Record<Change['kind'], Change> = {
  discard: {
    outcome: 'discarded',
    kind: 'discard',
    fits: ({ status }) => isUnresolved(status),
    make: discarded,
  },
  restore: {
    outcome: 'restored',
    kind: 'restore',
    fits: ({ status }) => status === 'discarded',
    make: restored,
  },
};

/** Changes the records of a job's members. One that has changed since the membership was frozen is left as it is. */
export class ChangeMember implements MemberWork {
  constructor(
    private readonly change: Change,
    private readonly job: JobContext,
    private readonly parts: {
      letters: Pick<DeadLetterStore, 'read' | 'replace'>;
      clock: Clock;
      /** Why the job was planned. */
      reason: string | null;
    },
  ) {}

  async turn(member: Member, { mayTry, maybeBegun, startBy }: MemberTurn): Promise<TurnEnd> {
    const { letters, clock, reason } = this.parts;
    const reading = memberReading(await letters.read(member.key));
    if (reading.kind === 'missing') return done('gone');
    if (reading.kind === 'unusable') return reading.end;
    const { letter, byHand } = reading;
    const { key, etag, times, wallAhead } = reading.read;
    if (letter.status === 'deleted') return done('gone');
    if (this.isMade(letter)) return done(this.change.outcome);
    if (letter.lease !== null && isLive(letter.lease, times)) return done('skipped_leased');
    if (!this.change.fits(letter) || !sameEtag(etag, member.etag)) return done('skipped_changed');
    if (!mayTry) return { kind: 'untried' };
    const { by, auditId, jobId } = this.job;
    const decision = { now: clock.now(), by, auditId: auditId ?? '', reason, jobId };
    const before = byHand ? putBackByHand(letter, times.lastModified) : letter;
    const next = this.change.make(before, decision);
    // Another replica may have the job since: it has seen the record as it was.
    if (clock.monotonic() >= startBy) return lostRace(maybeBegun);
    const { outcome } = await letters.replace({ key, etag, letter, wallAhead }, next);
    return outcome === 'stored' ? done(this.change.outcome) : lostRace(maybeBegun);
  }

  /** Whether this job has made the change, whatever somebody has done since. */
  private isMade({ edits }: DeadLetter): boolean {
    return edits.some(({ jobId, kind }) => jobId === this.job.jobId && kind === this.change.kind);
  }
}
