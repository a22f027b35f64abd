import type { Member } from '../../domain/job/job.js';
import type { DeadLetter } from '../../domain/letter/dead-letter.js';
import type { Masking } from '../../domain/masking/masking.js';
import type { DeadLetterStore, ReadResult } from '../../dlq/dead-letter.store.js';
import { byJob } from '../../retry/asked-by.js';
import type { JobRetryService } from '../../retry/job-retry.service.js';
import type { RetryOutcome } from '../../retry/retry-outcome.js';
import { memberStateOf } from './attempts-of-job.js';
import { memberReading } from './member-reading.js';
import {
  again,
  done,
  lostRace,
  type JobContext,
  type MemberTurn,
  type MemberWork,
  type TurnEnd,
} from './member-work.js';

/** After the target was down or had no place, milliseconds. */
const TARGET_PAUSE_MS = 1_000;

export interface RetryMemberParts {
  letters: Pick<DeadLetterStore, 'read'>;
  retries: Pick<JobRetryService, 'retry'>;
  masking: Masking;
}

/** Retries the members of a job. What an earlier owner of the job has tried is seen in the record. */
export class RetryMember implements MemberWork {
  constructor(
    private readonly job: JobContext,
    private readonly parts: RetryMemberParts,
  ) {}

  async turn(member: Member, turn: MemberTurn): Promise<TurnEnd> {
    const reading = memberReading(await this.parts.letters.read(member.key));
    if (reading.kind === 'missing') return absent(turn);
    if (reading.kind === 'unusable') return reading.end;
    const { letter, read } = reading;
    if (letter.status === 'deleted') return absent(turn);
    const state = memberStateOf(letter, this.job.jobId, read.times);
    switch (state.kind) {
      case 'succeeded':
        return done('succeeded');
      case 'tried':
        return this.failed(letter, state.attempt);
      case 'lost':
        return this.failed(letter, {
          errorCode: 'worker_lost',
          error: 'the replica that tried it died twice; nobody knows whether the target has the event',
        });
      case 'leased':
        return done('skipped_leased');
      case 'changed':
        return done('skipped_changed');
      case 'waits':
        return again(state.ms, true);
      case 'open':
        if (turn.mayTry) return this.attempt(read, turn);
        if (state.lost === 0) return { kind: 'untried' };
        if (turn.isPaused === true) return { kind: 'untried', maybeBegun: true };
        return this.failed(letter, { errorCode: 'worker_lost', error: LOST });
    }
  }

  private async attempt(read: ReadResult, turn: MemberTurn): Promise<TurnEnd> {
    const { jobId, auditId } = this.job;
    const outcome = await this.parts.retries.retry(read, byJob(jobId, auditId), turn);
    switch (outcome.kind) {
      case 'processed':
        return done('succeeded');
      case 'failed':
        return ended(outcome);
      case 'blocked':
        return { kind: 'blocked' };
      case 'held':
      case 'busy':
        return { kind: 'wait', ms: TARGET_PAUSE_MS, slow: true, maybeBegun: turn.maybeBegun };
      case 'leased':
        // The next reading tells whose lease it is.
        return lostRace(turn.maybeBegun);
      case 'gone':
        return absent(turn);
      case 'not_retryable':
        return done('skipped_changed');
      case 'unreadable':
      case 'denied':
        return done('skipped_changed', outcome.reason);
    }
  }

  private failed(
    letter: DeadLetter,
    { errorCode, error }: { errorCode: string | null; error: string | null },
  ): TurnEnd {
    const text = error === null ? null : this.parts.masking.of(letter).text(error);
    return {
      kind: 'done',
      result: { outcome: 'failed', errorCode, error: text, fingerprint: letter.fingerprint },
    };
  }
}

const LOST = 'the replica that tried it died; nobody knows whether the target has the event';

function ended({ error, attempted, end }: Extract<RetryOutcome, { kind: 'failed' }>): TurnEnd {
  if (!end.settled) return again(TARGET_PAUSE_MS, true);
  const { fingerprint, retryAfterMs } = end;
  const result = { outcome: 'failed', errorCode: attempted.errorCode, error, fingerprint } as const;
  return { kind: 'done', result, pauseMs: retryAfterMs };
}

function absent({ maybeBegun }: MemberTurn): TurnEnd {
  return done(maybeBegun ? 'succeeded_or_gone' : 'gone');
}
