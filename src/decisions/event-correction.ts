import type { Config } from '../config/config.js';
import type { CxoneEvent, FieldProblem } from '../domain/event/event.js';
import { applyPatch } from '../domain/json-patch/apply-patch.js';
import { PatchFailed, type Patch } from '../domain/json-patch/patch.js';
import type { JsonText } from '../domain/json/json-text.js';
import type { DeadLetter } from '../domain/letter/dead-letter.js';
import { PermanentError, TransientError } from '../domain/letter/failure.js';
import { holdsMasked } from '../domain/masking/mask-patch.js';
import { Problem } from '../http/problem.js';
import { jsonDiff } from '../processing/dry-run/json-diff.js';
import { DRY_RUN_TIMEOUT_MS } from '../processing/dry-run/sample-dry-run.service.js';
import type { Clock } from '../runtime/clock.js';
import { DeadlineExceeded, withDeadline } from '../runtime/deadline.js';
import type { CorrectionCheck } from './correction-check.js';
import type { CorrectionExpressions } from './correction-expressions.js';
import { correctedEvent } from './corrected-event.js';
import type { NoChange } from './letter-changes.js';

/** What makes a corrected event of an event: a patch, or a JSONata expression over the event. */
export type Correction = Patch | { kind: 'expression'; source: string };

/** Why a correction makes no event that can be kept. */
export type NoCorrection =
  /** A step does not fit the event as it is, or the expression fails with it. Masked. */
  | { kind: 'patch_failed'; field: string; expected: string }
  /** What comes out must not stand in the place of the event. */
  | { kind: 'patch_refused'; problems: FieldProblem[] };

/** The corrected event, and the patch that leads to it. */
export interface CorrectedEvent {
  kind: 'event';
  event: CxoneEvent;
  patch: JsonText;
}

/** Makes the event that a correction puts in the place of a dead letter's own. It writes nothing. */
export class EventCorrection {
  constructor(
    private readonly expressions: Pick<CorrectionExpressions, 'of'>,
    private readonly check: Pick<CorrectionCheck, 'versioned'>,
    private readonly config: Pick<Config, 'webhook' | 'masking'>,
    private readonly clock: Clock,
  ) {}

  /**
   * @param signal aborted: nobody needs the answer
   * @throws Problem 503 where too many expressions wait; the signal's reason
   */
  async of(
    letter: DeadLetter,
    correction: Correction,
    signal?: AbortSignal,
  ): Promise<CorrectedEvent | NoChange | NoCorrection> {
    const isExpression = correction.kind === 'expression';
    if (!isExpression && holdsMasked(correction.text))
      return { kind: 'patch_refused', problems: [MASKED_VALUE] };
    const text = isExpression
      ? await this.evaluated(letter, correction.source, signal)
      : this.patched(letter, correction);
    if (typeof text !== 'string') return text;
    const { event: before } = letter;
    if (text === before.text) return { kind: 'same' };
    const event = this.eventOf(letter, text);
    if ('problems' in event) return { kind: 'patch_refused', ...event };
    if (isExpression && this.unmasks(letter, event)) return { kind: 'patch_refused', problems: [UNMASKED] };
    const patch = isExpression ? jsonDiff(before.text, event.text) : correction.text;
    return { kind: 'event', event, patch };
  }

  private async evaluated(
    letter: DeadLetter,
    source: string,
    parent: AbortSignal | undefined,
  ): Promise<JsonText | NoCorrection> {
    try {
      const run = (signal: AbortSignal) => this.expressions.of(letter.event, source, signal);
      return await withDeadline(this.clock, DRY_RUN_TIMEOUT_MS, run, parent);
    } catch (error) {
      if (error instanceof PermanentError) {
        const expected = `an expression that fits the event: ${error.message}`;
        return {
          kind: 'patch_failed',
          field: 'expression',
          expected: this.config.masking.of(letter).text(expected),
        };
      }
      const busy = error instanceof DeadlineExceeded || error instanceof TransientError;
      throw busy ? Problem.overloaded('Too many events wait for the expression; try again.') : error;
    }
  }

  private patched(letter: DeadLetter, patch: Patch): JsonText | NoCorrection {
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

  /** Whether an expression has copied a masked value to a place where it would be shown, or wrote `[masked]`. */
  private unmasks(letter: DeadLetter, event: CxoneEvent): boolean {
    const { masking } = this.config;
    if (holdsMasked(event.text) && !holdsMasked(letter.event.text)) return true;
    const before = masking.of(letter);
    // A value that stands at an open place as well was shown before.
    if (before.derived(letter.event.text) !== before.event.text) return false;
    const after = masking.of({ ...letter, event, arrived: letter.arrived ?? letter.event });
    return after.derived(event.text) !== after.event.text;
  }
}

const MASKED_VALUE: FieldProblem = {
  field: 'patch',
  expected: 'no value "[masked]": it would overwrite a value that you were not shown',
};

const UNMASKED: FieldProblem = {
  field: 'expression',
  expected:
    'an expression that leaves masked values at masked places (REDACT_PATHS), and writes no "[masked]"',
};

/** A patch that is tried again and again would find the value out, and nobody would be named for it. */
const UNTESTED = 'a place that is not masked (REDACT_PATHS); reveal the record, and send If-Match alone';

const HIDDEN = 'a place that is masked as well: the value is masked where it is now (REDACT_PATHS)';
