import type { Config } from '../config/config.js';
import type { CxoneEvent, FieldProblem } from '../domain/event/event.js';
import { applyPatch } from '../domain/json-patch/apply-patch.js';
import { PatchFailed, type Patch } from '../domain/json-patch/patch.js';
import type { JsonText } from '../domain/json/json-text.js';
import { isUnresolved, type DeadLetter } from '../domain/letter/dead-letter.js';
import { corrected, undone } from '../domain/letter/decisions.js';
import type { Failure } from '../domain/letter/failure.js';
import { holdsMasked } from '../domain/masking/mask-patch.js';
import type { AskedChange } from './asked.js';
import type { CorrectionCheck } from './correction-check.js';
import { correctedEvent } from './corrected-event.js';
import { stateOf, type WrongStatus } from './discard.service.js';
import type { Change, Changed, LetterChanges, NoChange, Unchanged } from './letter-changes.js';

/** Why a correction was not made. */
export type NotCorrected =
  | WrongStatus
  /** A step does not fit the event as it is. */
  | { kind: 'patch_failed'; field: string; expected: string }
  /** What comes out must not stand in the place of the event. */
  | { kind: 'patch_refused'; problems: FieldProblem[] }
  /** The corrected event would fail, for `failure`; its reason is masked. */
  | { kind: 'check_failed'; failure: Pick<Failure, 'code' | 'reason'> };

/** The event is what arrived. */
export interface NothingToUndo {
  kind: 'not_corrected';
}

type Decided = Change | NoChange | NotCorrected;

/** Puts a corrected event in the place of the one that arrived, and takes that back. */
export class CorrectionService {
  constructor(
    private readonly changes: LetterChanges,
    private readonly check: Pick<CorrectionCheck, 'failureOf' | 'versioned'>,
    private readonly config: Pick<Config, 'webhook' | 'masking'>,
  ) {}

  /**
   * Applies a patch to the event of an unresolved dead letter. The status stays.
   *
   * @param force keeps what its schema refuses, too
   * @throws StoreError, AuditUnavailable as `LetterChanges.change` does; Problem 503 where too many events are checked.
   */
  correct(
    traceId: string,
    patch: Patch,
    force: boolean,
    asked: AskedChange,
  ): Promise<Changed | Unchanged | NotCorrected> {
    return this.changes.change<NotCorrected>(traceId, 'event_corrected', asked, (letter) =>
      this.decide(letter, patch, force),
    );
  }

  /**
   * Puts back what arrived.
   *
   * @throws StoreError, AuditUnavailable as `LetterChanges.change` does.
   */
  undo(traceId: string, asked: AskedChange): Promise<Changed | Unchanged | WrongStatus | NothingToUndo> {
    return this.changes.change<WrongStatus | NothingToUndo>(traceId, 'event_undone', asked, (letter) => {
      const { status, arrived, corrections } = letter;
      if (!isUnresolved(status)) return { kind: 'not_open', status, now: letter };
      if (arrived === null) return { kind: 'not_corrected' };
      return {
        kind: 'change',
        before: { ...stateOf(letter), corrections },
        after: { corrections: corrections + 1 },
        make: (decision) => undone(letter, decision),
      };
    });
  }

  private async decide(letter: DeadLetter, patch: Patch, force: boolean): Promise<Decided> {
    const { status, corrections } = letter;
    if (!isUnresolved(status)) return { kind: 'not_open', status, now: letter };
    if (holdsMasked(patch.text)) return { kind: 'patch_refused', problems: [MASKED_VALUE] };
    const text = this.patched(letter, patch);
    if (typeof text !== 'string') return text;
    if (text === letter.event.text) return { kind: 'same' };
    const event = this.eventOf(letter, text);
    if ('problems' in event) return { kind: 'patch_refused', ...event };
    const failure = force ? null : await this.check.failureOf(letter, event);
    if (failure !== null) {
      const reason = this.config.masking.of(letter, event).text(failure.reason);
      return { kind: 'check_failed', failure: { code: failure.code, reason } };
    }
    return {
      kind: 'change',
      before: { ...stateOf(letter), corrections },
      after: { corrections: corrections + 1, patch: this.shown(letter, event, patch.text) },
      make: (decision) => corrected(letter, event, patch.text, decision),
    };
  }

  private patched(letter: DeadLetter, patch: Patch): JsonText | NotCorrected {
    const shown = this.config.masking.of(letter);
    try {
      return applyPatch(letter.event.text, patch, {
        maxLength: this.config.webhook.maxBodyBytes,
        mayMove: (value, from, to) => (shown.hidesAsMuch(value, from, to) ? null : HIDDEN),
        mayTest: (value, at) => (shown.hides(value, at) ? UNTESTED : null),
      });
    } catch (error) {
      if (!(error instanceof PatchFailed)) throw error;
      return { kind: 'patch_failed', field: error.field, expected: error.expected };
    }
  }

  private eventOf(letter: DeadLetter, text: JsonText): CxoneEvent | { problems: FieldProblem[] } {
    const { maxBodyBytes, maxDepth, defaultSchemaVersion } = this.config.webhook;
    const bounds = { maxBytes: maxBodyBytes, maxDepth, defaultSchemaVersion };
    return correctedEvent(letter, text, bounds, (event) => this.check.versioned(letter, event));
  }

  /** A patch for the audit: as JSON, or as its text where JavaScript's numbers would lose digits. */
  private shown(letter: DeadLetter, event: CxoneEvent, patch: JsonText): unknown {
    const text = this.config.masking.of(letter, event).patch(patch);
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? value : text;
  }
}

const MASKED_VALUE: FieldProblem = {
  field: 'patch',
  expected: 'no value "[masked]": it would overwrite a value that you were not shown',
};

/** A patch that is tried again and again would find the value out, and nobody would be named for it. */
const UNTESTED = 'a place that is not masked (REDACT_PATHS); reveal the record, and send If-Match alone';

const HIDDEN = 'a place that is masked as well: the value is masked where it is now (REDACT_PATHS)';
