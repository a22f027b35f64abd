import type { Member } from '../../domain/job/job.js';
import type { DeadLetter, EditKind } from '../../domain/letter/dead-letter.js';
import type { DeadLetterStore } from '../../dlq/dead-letter.store.js';
import type { CorrectionService } from '../../decisions/correction.service.js';
import type { Clock } from '../../runtime/clock.js';
import { OwnedNoLonger, auditIdFor } from './audit-id-for.js';
import { withoutRecord } from './member-reading.js';
import {
  done,
  lostRace,
  type JobContext,
  type MemberTurn,
  type MemberWork,
  type TurnEnd,
} from './member-work.js';

/** Changes of the event. */
const OF_THE_EVENT: readonly EditKind[] = ['correct', 'undo', 'hand', 'accept'];

export interface UndoMemberParts {
  corrections: Pick<CorrectionService, 'undo'>;
  letters: Pick<DeadLetterStore, 'read'>;
  clock: Pick<Clock, 'monotonic'>;
  /** Why the job was planned. */
  reason: string | null;
}

/**
 * Puts back what arrived, in the records whose event another job was the last to change. A record that somebody has
 * changed since, that is closed or gone, stays as it is.
 */
export class UndoMember implements MemberWork {
  /** @param undoes the job whose corrections are undone */
  constructor(
    private readonly job: JobContext,
    private readonly undoes: string,
    private readonly parts: UndoMemberParts,
  ) {}

  async turn({ traceId, key }: Member, turn: MemberTurn): Promise<TurnEnd> {
    const { corrections, letters, clock, reason } = this.parts;
    const { by, jobId } = this.job;
    let isMade = false;
    const mayUndo = (letter: DeadLetter): boolean => {
      const last = letter.edits.findLast(({ kind }) => OF_THE_EVENT.includes(kind));
      // Whoever has changed the event since has changed what this job had put back.
      isMade = letter.edits.some((edit) => edit.kind === 'undo' && edit.jobId === jobId);
      return turn.mayTry && last?.kind === 'correct' && last.jobId === this.undoes;
    };
    const audited = async () => auditIdFor(this.job, turn, clock);
    const asked = { by, jobId, reason, ifMatch: null, audited };
    try {
      const outcome = await corrections.undo(traceId, asked, mayUndo);
      switch (outcome.kind) {
        case 'done':
          return done('restored');
        case 'not_the_latest':
        case 'not_corrected':
          if (isMade) return done('restored');
          return turn.mayTry ? done('skipped_changed') : { kind: 'untried' };
        case 'leased':
          return done('skipped_leased');
        case 'missing':
          return await withoutRecord(letters, key, done('gone'));
        case 'changed':
          return lostRace(turn.maybeBegun);
        case 'corrupt':
        case 'unreadable':
          return done('skipped_changed', outcome.reason);
        case 'merged':
        case 'stale':
        case 'not_open':
        case 'not_discarded':
          return done('skipped_changed');
      }
    } catch (error) {
      if (error instanceof OwnedNoLonger) return lostRace(turn.maybeBegun);
      throw error;
    }
  }
}
