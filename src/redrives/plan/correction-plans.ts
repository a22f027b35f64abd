import type { CorrectionCheck } from '../../decisions/correction-check.js';
import type { CorrectionExpressions } from '../../decisions/correction-expressions.js';
import { failureOfCorrection } from '../../decisions/correction-failure.js';
import type { Correction, EventCorrection } from '../../decisions/event-correction.js';
import type { DeadLetterStore } from '../../dlq/dead-letter.store.js';
import { usableRecord } from '../../dlq/usable-record.js';
import type { JsonText } from '../../domain/json/json-text.js';
import type { DeadLetter } from '../../domain/letter/dead-letter.js';
import { TransientError, type Failure } from '../../domain/letter/failure.js';
import type { Masking } from '../../domain/masking/masking.js';
import { Problem } from '../../http/problem.js';
import { jsonDiff } from '../../processing/dry-run/json-diff.js';
import { DRY_RUN_TIMEOUT_MS, type MakeDraft } from '../../processing/dry-run/sample-dry-run.service.js';
import type { Clock } from '../../runtime/clock.js';
import { DeadlineExceeded, withDeadline } from '../../runtime/deadline.js';

/** What a correction would make of one dead letter. Texts are masked; digits stay. */
export interface CorrectedExample {
  before: JsonText;
  /** `null`: the correction makes no event of it. */
  after: JsonText | null;
  /** A JSON Patch; `null`: there is no event after. */
  diff: JsonText | null;
  wouldPass: boolean;
  /** Why it would not pass. */
  failure: Pick<Failure, 'code' | 'reason'> | null;
}

export interface CorrectionPlanParts {
  events: Pick<EventCorrection, 'of'>;
  check: Pick<CorrectionCheck, 'failureOf'>;
  expressions: Pick<CorrectionExpressions, 'syntaxProblem'>;
  letters: Pick<DeadLetterStore, 'readByTraceId'>;
  masking: Masking;
  clock: Clock;
}

/** Says what a correction would make of the members of a job. It writes nothing. */
export class CorrectionPlans {
  constructor(private readonly parts: CorrectionPlanParts) {}

  /** @throws Problem 400 where an expression is no JSONata, with its place; 503 where too many wait */
  async assertReadable(correction: Correction): Promise<void> {
    if (correction.kind !== 'expression') return;
    const { expressions, clock } = this.parts;
    const { source } = correction;
    try {
      const problem = await withDeadline(clock, DRY_RUN_TIMEOUT_MS, (signal) =>
        expressions.syntaxProblem(source, signal),
      );
      if (problem !== null) throw Problem.badField('expression', `JSONata: ${problem}`);
    } catch (error) {
      const busy = error instanceof DeadlineExceeded || error instanceof TransientError;
      throw busy ? Problem.overloaded('Too many events wait for an expression; try again.') : error;
    }
  }

  /** Makes the event that the sample tries. */
  draftsOf(correction: Correction): MakeDraft {
    return async (letter, signal) => {
      const made = await this.parts.events.of(letter, correction, signal);
      if (made.kind === 'event') return { event: made.event };
      return made.kind === 'same' ? { event: letter.event } : { failure: failureOfCorrection(made) };
    };
  }

  /** `null`: there is no such record any more. @throws StoreError, Problem 503 where too many events wait */
  async exampleOf(traceId: string, correction: Correction): Promise<CorrectedExample | null> {
    const record = usableRecord(await this.parts.letters.readByTraceId(traceId));
    return record.kind === 'usable' ? this.correctedExample(record.letter, correction) : null;
  }

  private async correctedExample(letter: DeadLetter, correction: Correction): Promise<CorrectedExample> {
    const { events, check, masking } = this.parts;
    const made = await events.of(letter, correction);
    if (made.kind !== 'event' && made.kind !== 'same') {
      const shown = masking.of(letter);
      const { code, reason } = failureOfCorrection(made);
      const failure = { code, reason: shown.text(reason) };
      return { before: shown.derived(letter.event.text), after: null, diff: null, wouldPass: false, failure };
    }
    const event = made.kind === 'same' ? letter.event : made.event;
    const shown = masking.of(letter, event);
    // An expression may have put a value elsewhere.
    const [before, after] = [shown.derived(letter.event.text), shown.derived(event.text)];
    const failed = await check.failureOf(letter, event);
    const failure = failed === null ? null : { code: failed.code, reason: shown.text(failed.reason) };
    return { before, after, diff: jsonDiff(before, after), wouldPass: failed === null, failure };
  }
}
