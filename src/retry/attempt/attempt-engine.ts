import { EventLedger } from '../../ledger/event-ledger.js';
import { ProcessingService, type ProcessingResult } from '../../processing/processing.service.js';
import type { Clock } from '../../runtime/clock.js';
import type { Tracer } from '../../runtime/tracer.js';
import type { AttemptEnd, BegunAttempt } from './attempt.js';

/**
 * Every attempt at an event goes through this class: the first one inside the webhook, the first one of an event that
 * was stored first, and every retry. An attempt has three steps:
 *
 * 1. Begin: the attempt must have time left, and no other attempt at the event may be under way on this replica.
 * 2. Run: the event is processed in the time that is left.
 * 3. Settle: the attempt's `AttemptEnd` writes the result.
 */
export class AttemptEngine {
  constructor(
    private readonly processing: ProcessingService,
    private readonly ledger: EventLedger,
    private readonly clock: Clock,
    private readonly tracer: Tracer,
  ) {}

  /**
   * @returns what `end` returns
   * @throws what `end` throws. A failure of the event is an outcome, never an error.
   */
  async attempt<Outcome>(attempt: BegunAttempt, end: AttemptEnd<Outcome>): Promise<Outcome> {
    const result = await this.run(attempt);
    if (result === null) return end.notBegun();
    const { processor, failure } = result;
    const durationMs = this.clock.monotonic() - attempt.begunAt;
    const report = { startedAt: attempt.startedAt, durationMs, processor };
    return failure === null ? end.passed(report) : end.failed(failure, report);
  }

  /** @returns `null` where the attempt must not run */
  private async run(attempt: BegunAttempt): Promise<ProcessingResult | null> {
    const { event, traceId, refusal } = attempt;
    // The time counts from before the claim, so a process that was paused since has none left: its lease may have run
    // out, and another replica may have begun an attempt.
    const timeoutMs = attempt.endBy - this.clock.monotonic();
    const endRun = timeoutMs > 0 ? this.ledger.begin(event, traceId) : null;
    if (endRun === null) return null;
    try {
      if (refusal !== null) return { processor: null, failure: refusal };
      const result = await this.traced(attempt, () =>
        this.processing.process(event, { ...attempt, timeoutMs }),
      );
      if (result.failure === null) this.ledger.notePassed(event);
      return result;
    } finally {
      endRun();
    }
  }

  private traced(
    { retryCount }: BegunAttempt,
    process: () => Promise<ProcessingResult>,
  ): Promise<ProcessingResult> {
    return this.tracer.within(
      'run',
      { attributes: { 'cxone_dlq.retry_count': retryCount } },
      async (span) => {
        const result = await process();
        if (result.processor !== null) span.set({ 'cxone_dlq.processor': result.processor });
        if (result.failure !== null) span.fail(result.failure.code);
        return result;
      },
    );
  }
}
