import { isUnresolved, type DeadLetter, type Status } from '../domain/letter/dead-letter.js';
import { discarded, restored } from '../domain/letter/decisions.js';
import type { AskedChange } from './asked.js';
import type { Changed, LetterChanges, Unchanged } from './letter-changes.js';

/** The status of the record does not allow the change. */
export interface WrongStatus {
  kind: 'not_open' | 'not_discarded';
  status: Status;
  now: DeadLetter;
}

/** Gives dead letters up, and takes that back. */
export class DiscardService {
  constructor(private readonly changes: LetterChanges) {}

  /**
   * Gives up an unresolved dead letter: nobody retries it, and it is purged after DISCARDED_RETENTION_DAYS.
   *
   * @throws StoreError, AuditUnavailable as `LetterChanges.change` does.
   */
  discard(traceId: string, asked: AskedChange): Promise<Changed | Unchanged | WrongStatus> {
    return this.changes.change<WrongStatus>(traceId, 'event_discarded', asked, (letter) => {
      const { status } = letter;
      if (!isUnresolved(status)) return { kind: 'not_open', status, now: letter };
      return {
        kind: 'change',
        before: stateOf(letter),
        after: { status: 'discarded' },
        make: (decision) => discarded(letter, decision),
      };
    });
  }

  /**
   * Parks a discarded dead letter again.
   *
   * @throws StoreError, AuditUnavailable as `LetterChanges.change` does.
   */
  restore(traceId: string, asked: AskedChange): Promise<Changed | Unchanged | WrongStatus> {
    return this.changes.change<WrongStatus>(traceId, 'event_restored', asked, (letter) => {
      const { status } = letter;
      if (status !== 'discarded') return { kind: 'not_discarded', status, now: letter };
      return {
        kind: 'change',
        before: stateOf(letter),
        after: { status: 'parked' },
        make: (decision) => restored(letter, decision),
      };
    });
  }
}

/** What the audit says of a record before a change. */
export function stateOf({ status, retryCount, errorCode }: DeadLetter): object {
  return { status, retry_count: retryCount, error_code: errorCode || null };
}
