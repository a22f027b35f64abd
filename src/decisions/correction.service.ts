import type { Config } from '../config/config.js';
import type { CxoneEvent } from '../domain/event/event.js';
import type { JsonText } from '../domain/json/json-text.js';
import { isUnresolved, type DeadLetter } from '../domain/letter/dead-letter.js';
import { corrected, undone } from '../domain/letter/decisions.js';
import type { Failure } from '../domain/letter/failure.js';
import { fingerprintOf } from '../domain/letter/fingerprint.js';
import type { AskedChange } from './asked.js';
import { failureOfCorrection } from './correction-failure.js';
import type { CorrectionCheck } from './correction-check.js';
import { stateOf, type WrongStatus } from './discard.service.js';
import type { Correction, EventCorrection, NoCorrection } from './event-correction.js';
import type { Change, Changed, LetterChanges, NoChange, Unchanged } from './letter-changes.js';

/** Why a correction was not made. */
export type NotCorrected =
  | WrongStatus
  /** `fingerprint`: of the cause, so that equal ones can be counted. */
  | (NoCorrection & { fingerprint: string })
  /** The corrected event would fail, for `failure`; its reason is masked. */
  | { kind: 'check_failed'; failure: Pick<Failure, 'code' | 'reason'>; fingerprint: string };

/** The event is what arrived. */
export interface NothingToUndo {
  kind: 'not_corrected';
}

/** The latest correction is not the one that is to be undone, or the event was changed since. */
export interface NotTheLatest {
  kind: 'not_the_latest';
}

type Decided = Change | NoChange | NotCorrected;

/** Puts a corrected event in the place of the one that arrived, and takes that back. */
export class CorrectionService {
  constructor(
    private readonly changes: LetterChanges,
    private readonly events: Pick<EventCorrection, 'of'>,
    private readonly check: Pick<CorrectionCheck, 'failureOf'>,
    private readonly config: Pick<Config, 'masking'>,
  ) {}

  /**
   * Corrects the event of an unresolved dead letter. The status stays.
   *
   * @param force keeps what its schema refuses, too
   * @throws StoreError, AuditUnavailable as `LetterChanges.change` does; Problem 503 where too many events are checked.
   */
  correct(
    traceId: string,
    correction: Correction,
    force: boolean,
    asked: AskedChange,
  ): Promise<Changed | Unchanged | NotCorrected> {
    return this.changes.change<NotCorrected>(traceId, 'event_corrected', asked, (letter) =>
      this.decide(letter, correction, force),
    );
  }

  /**
   * Puts back what arrived.
   *
   * @param mayUndo whether the record is as it has to be; absent: however it is
   * @throws StoreError, AuditUnavailable as `LetterChanges.change` does.
   */
  undo(
    traceId: string,
    asked: AskedChange,
    mayUndo: (letter: DeadLetter) => boolean = () => true,
  ): Promise<Changed | Unchanged | WrongStatus | NothingToUndo | NotTheLatest> {
    type Refused = WrongStatus | NothingToUndo | NotTheLatest;
    return this.changes.change<Refused>(traceId, 'event_undone', asked, (letter) => {
      const { status, arrived, corrections } = letter;
      if (!isUnresolved(status)) return { kind: 'not_open', status, now: letter };
      if (!mayUndo(letter)) return { kind: 'not_the_latest' };
      if (arrived === null) return { kind: 'not_corrected' };
      return {
        kind: 'change',
        before: { ...stateOf(letter), corrections },
        after: { corrections: corrections + 1 },
        make: (decision) => undone(letter, decision),
      };
    });
  }

  private async decide(letter: DeadLetter, correction: Correction, force: boolean): Promise<Decided> {
    const { status, corrections } = letter;
    if (!isUnresolved(status)) return { kind: 'not_open', status, now: letter };
    const made = await this.events.of(letter, correction);
    if (made.kind === 'same') return made;
    if (made.kind !== 'event') return { ...made, fingerprint: causeOf(letter, failureOfCorrection(made)) };
    const { event, patch } = made;
    const failure = force ? null : await this.check.failureOf(letter, event);
    if (failure !== null) {
      const reason = this.config.masking.of(letter, event).text(failure.reason);
      const fingerprint = causeOf(letter, failure);
      return { kind: 'check_failed', failure: { code: failure.code, reason }, fingerprint };
    }
    return {
      kind: 'change',
      before: { ...stateOf(letter), corrections },
      after: { corrections: corrections + 1, patch: this.shown(letter, event, patch) },
      make: (decision) => corrected(letter, event, patch, decision),
    };
  }

  /** A patch for the audit: as JSON, or as its text where JavaScript's numbers would lose digits. */
  private shown(letter: DeadLetter, event: CxoneEvent, patch: JsonText): unknown {
    const text = this.config.masking.of(letter, event).patch(patch);
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? value : text;
  }
}

function causeOf({ event, arrived }: DeadLetter, { code, reason }: Failure): string {
  return fingerprintOf({ code, reason, target: null }, arrived ?? event);
}
