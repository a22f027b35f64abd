import type { Config } from '../config/config.js';
import type { CxoneEvent } from '../domain/event/event.js';
import type { Received } from '../domain/letter/dead-letter.js';
import type { Failure } from '../domain/letter/failure.js';
import type { AttemptReport } from '../domain/letter/attempts.js';
import { firstFailure } from '../domain/letter/lifecycle.js';
import type { IngestOutcome } from '../ledger/ingest-outcome.js';
import { AttemptEngine } from '../retry/attempt/attempt-engine.js';
import type { BegunAttempt } from '../retry/attempt/attempt.js';
import { Leases } from '../retry/attempt/leases.js';
import type { Clock } from '../runtime/clock.js';
import type { IngestTimes } from './ingest-times.js';
import { RecordWriter } from './record-writer.js';

/**
 * First attempts inside the webhook. The event has no record yet: an event that passes never gets one, and an event
 * that fails is stored as a dead letter.
 */
export class FirstAttempts {
  constructor(
    private readonly engine: AttemptEngine,
    private readonly leases: Leases,
    private readonly records: RecordWriter,
    private readonly config: Pick<Config, 'webhook'>,
    private readonly clock: Clock,
  ) {}

  attempt(event: CxoneEvent, received: Received, times: IngestTimes): Promise<IngestOutcome> {
    const { startedAt, begunAt, processBy } = times;
    const begun: BegunAttempt = {
      startedAt,
      begunAt,
      endBy: processBy,
      event,
      traceId: null,
      retryCount: 0,
      corrections: 0,
      knownSince: this.clock.now(),
      byPerson: false,
      place: 'take',
      refusal: null,
    };
    const { processingTimeoutMs } = this.config.webhook;
    return this.engine.attempt(begun, {
      notBegun: () => this.refuse(event, notBegun(processingTimeoutMs), received, times),
      passed: async () => ({ kind: 'processed' }),
      failed: (failure, report) => this.fail(event, failure, report, { received, times }),
    });
  }

  /** Writes a dead letter for an event that is not attempted, for the reason in `failure`. */
  refuse(
    event: CxoneEvent,
    failure: Failure,
    received: Received,
    times: IngestTimes,
  ): Promise<IngestOutcome> {
    const { startedAt, begunAt } = times;
    const report = { startedAt, durationMs: this.clock.monotonic() - begunAt, processor: null };
    return this.fail(event, failure, report, { received, times });
  }

  private fail(
    event: CxoneEvent,
    failure: Failure,
    report: AttemptReport,
    { received, times }: { received: Received; times: IngestTimes },
  ): Promise<IngestOutcome> {
    const { owner } = this.leases;
    const letter = firstFailure(
      event,
      failure,
      { ...report, by: owner, received },
      this.leases.circumstances(),
    );
    return this.records.write(letter, times.answerBy);
  }
}

/** The failure of an event of a batch whose turn did not come in time. */
function notBegun(ms: number): Failure {
  return { code: 'processing_timeout', reason: `not begun within ${ms} ms`, retryable: true };
}
