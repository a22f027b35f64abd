import type { AfterCorrection, Member } from '../../domain/job/job.js';
import type { DeadLetter } from '../../domain/letter/dead-letter.js';
import type { CorrectionService, NotCorrected } from '../../decisions/correction.service.js';
import { failureOfCorrection } from '../../decisions/correction-failure.js';
import type { Correction } from '../../decisions/event-correction.js';
import type { DeadLetterStore } from '../../dlq/dead-letter.store.js';
import { Problem } from '../../http/problem.js';
import type { Clock } from '../../runtime/clock.js';
import { auditIdFor, OwnedNoLonger } from './audit-id-for.js';
import { withoutRecord } from './member-reading.js';
import {
  done,
  lostRace,
  type JobContext,
  type MemberTurn,
  type MemberWork,
  type TurnEnd,
} from './member-work.js';

/** After too many events waited for their check, milliseconds. */
const CHECK_PAUSE_MS = 1_000;

export interface CorrectMemberParts {
  corrections: Pick<CorrectionService, 'correct'>;
  letters: Pick<DeadLetterStore, 'read'>;
  /** Retries a member of the job. */
  retry: MemberWork;
  clock: Pick<Clock, 'monotonic'>;
  /** Why the job was planned. */
  reason: string | null;
}

/** What the job corrects with, and what comes then. */
export interface MemberCorrection {
  correction: Correction;
  then: AfterCorrection;
}

/**
 * Corrects the members of a job, and retries them where the job says so. A record whose edits or attempts name the job
 * was corrected by an earlier turn: it is not corrected a second time, only retried.
 */
export class CorrectMember implements MemberWork {
  constructor(
    private readonly job: JobContext,
    private readonly what: MemberCorrection,
    private readonly parts: CorrectMemberParts,
  ) {}

  async turn(member: Member, turn: MemberTurn): Promise<TurnEnd> {
    if (!turn.mayTry) return this.settled(member, turn);
    try {
      return await this.corrected(member, turn);
    } catch (error) {
      const { maybeBegun } = turn;
      if (error instanceof OwnedNoLonger) return lostRace(maybeBegun);
      if (!(error instanceof Problem) || error.details.status !== 503) throw error;
      return { kind: 'wait', ms: CHECK_PAUSE_MS, slow: true, maybeBegun };
    }
  }

  private async corrected(member: Member, turn: MemberTurn): Promise<TurnEnd> {
    const { by, jobId } = this.job;
    const { reason, corrections } = this.parts;
    const asked = {
      by,
      jobId,
      reason,
      ifMatch: [member.etag],
      audited: async () => auditIdFor(this.job, turn, this.parts.clock),
    };
    const { correction } = this.what;
    const outcome = await corrections.correct(member.traceId, correction, false, asked);
    switch (outcome.kind) {
      case 'done':
        return this.goOn(member, { ...turn, maybeBegun: true });
      case 'stale':
        if (this.isMine(outcome.now)) return this.goOn(member, { ...turn, maybeBegun: true });
        return done(outcome.now.lease === null ? 'skipped_changed' : 'skipped_leased');
      case 'changed':
        return lostRace(turn.maybeBegun);
      case 'leased':
        return done('skipped_leased');
      case 'missing':
        return this.absent(member, turn);
      case 'merged':
        return done(
          'skipped_changed',
          `it was a second record of its event, and was merged into ${outcome.into}`,
        );
      case 'not_open':
      case 'not_discarded':
        return done(outcome.status === 'deleted' ? 'gone' : 'skipped_changed');
      case 'corrupt':
      case 'unreadable':
        return done('skipped_changed', outcome.reason);
      case 'patch_failed':
      case 'patch_refused':
      case 'check_failed':
        return failed(outcome);
    }
  }

  private absent({ key }: Member, { maybeBegun }: MemberTurn): Promise<TurnEnd> {
    return withoutRecord(this.parts.letters, key, done(maybeBegun ? 'succeeded_or_gone' : 'gone'));
  }

  /** What comes after the correction. */
  private async goOn(member: Member, turn: MemberTurn): Promise<TurnEnd> {
    return this.what.then === 'park' ? done('corrected') : this.parts.retry.turn(member, turn);
  }

  /** The job has ended: nothing is corrected or tried any more. What was corrected and not tried is `corrected`. */
  private async settled(member: Member, turn: MemberTurn): Promise<TurnEnd> {
    const end = this.what.then === 'park' ? UNTRIED : await this.parts.retry.turn(member, turn);
    // A job that goes on retries what it has corrected.
    if (end.kind !== 'untried' || (turn.isPaused === true && this.what.then === 'retry')) return end;
    const read = await this.parts.letters.read(member.key);
    const isCorrected =
      read.outcome === 'found' && read.decoded.kind === 'record' && this.isMine(read.decoded.letter);
    return isCorrected ? done('corrected') : UNTRIED;
  }

  private isMine({ edits, attempts }: DeadLetter): boolean {
    const { jobId } = this.job;
    return [...edits, ...attempts].some((change) => change.jobId === jobId);
  }
}

const UNTRIED: TurnEnd = { kind: 'untried' };

type Refused = Extract<NotCorrected, { fingerprint: string }>;

function failed(refused: Refused): TurnEnd {
  const { reason } = refused.kind === 'check_failed' ? refused.failure : failureOfCorrection(refused);
  const { fingerprint } = refused;
  return {
    kind: 'done',
    result: { outcome: 'failed', errorCode: 'validation_failed', error: reason, fingerprint },
  };
}
