import { Inject, Injectable } from '@nestjs/common';
import type { CxoneEvent } from '../domain/event.js';
import { failIfStale } from '../domain/event-time.js';
import { classify, PermanentError, type Failure } from '../domain/failure.js';
import { RecentEvents } from '../domain/recent-events.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { DeadlineExceeded, withDeadline } from '../runtime/deadline.js';
import { describeError, LOG, type Log } from '../runtime/logger.js';
import { CxoneValidator } from './cxone-validator.js';
import { EventRouter } from './event-router.js';
import { TargetBreakers } from './target-breakers.js';

export interface ProcessingResult {
  /** The processor's name, `null` where there is none for the event's version. */
  processor: string | null;
  /** `null`: done. */
  failure: Failure | null;
}

export interface ProcessingAttempt {
  /** 0 for the first attempt, inside the webhook. */
  retryCount: number;
  /** Of the dead letter; `null` in the first attempt. */
  traceId: string | null;
  /** When the event arrived, milliseconds since the epoch. */
  knownSince: number;
  /** Somebody wants it done now, however old it is. */
  byPerson: boolean;
  /** After which it is given up as `processing_timeout`. */
  timeoutMs: number;
}

/**
 * Runs an event within one time: brought up to date, checked, validated by CXone, and handed to who takes it. Never
 * throws: what goes wrong is the event's failure.
 */
@Injectable()
export class ProcessingService {
  /** The trace id of each event that runs here now, by the event's identity; `null`: in the webhook. */
  private readonly running = new Map<string, string | null>();

  constructor(
    private readonly router: EventRouter,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
    private readonly validator: CxoneValidator,
    private readonly breakers: TargetBreakers,
    private readonly passed: RecentEvents,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Whether this replica is processing the event now, and for which dead letter: `null` where it is in the webhook,
   * `undefined` where it is not. A replica does not process one event twice at once: who would, asks before.
   */
  underWay(identity: string): string | null | undefined {
    return this.running.get(identity);
  }

  /** Whether the event passed here a short while ago (DEDUPE_WINDOW_MS, DEDUPE_MAX), be it in a retry. */
  hasPassed(identity: string): boolean {
    return this.passed.has(identity, this.clock.monotonic());
  }

  async process(event: CxoneEvent, attempt: ProcessingAttempt): Promise<ProcessingResult> {
    this.running.set(event.identity, attempt.traceId);
    try {
      return await this.run(event, attempt);
    } finally {
      this.running.delete(event.identity);
    }
  }

  private async run(event: CxoneEvent, attempt: ProcessingAttempt): Promise<ProcessingResult> {
    const { retryCount, traceId, timeoutMs, knownSince, byPerson } = attempt;
    const deadlineAt = this.clock.monotonic() + timeoutMs;
    const named = this.router.find(event);
    // What fails before says nothing of the target.
    let asked = false;
    try {
      if (named === undefined) {
        throw new PermanentError(
          'unknown_schema_version',
          `no schema and no processor for version "${event.schemaVersion}" of event ${event.eventId}`,
        );
      }
      if (!byPerson) this.failIfStale(event, knownSince);
      await withDeadline(this.clock, timeoutMs, async (signal) => {
        const prepared = await this.router.prepare(event, signal);
        signal.throwIfAborted();
        asked = true;
        await this.validator.validate(prepared, { signal, deadlineAt });
        // A validation that did not heed the signal must not let the event through to a second run.
        signal.throwIfAborted();
        const idempotencyKey = event.identity;
        await named.processor.process(prepared, { signal, deadlineAt, idempotencyKey, retryCount, traceId });
      });
      this.passed.note(event.identity, this.clock.monotonic());
      this.breakers.report(named.name, null, retryCount > 0);
      return { processor: named.name, failure: null };
    } catch (error) {
      const failure = error instanceof DeadlineExceeded ? timedOut(error) : classify(error);
      if (failure.code === 'processor_error') {
        this.log.error('processor_error', { processor: named?.name, error: describeError(error) });
      }
      if (named !== undefined && asked) this.breakers.report(named.name, failure, retryCount > 0);
      return { processor: named?.name ?? null, failure };
    }
  }

  private failIfStale(event: CxoneEvent, knownSince: number): void {
    const afterMs = this.router.staleAfterMs(event) ?? this.config.staleAfterMs;
    failIfStale(event, afterMs, knownSince, this.clock.now(), this.config.eventTimeZone);
  }
}

function timedOut({ ms }: DeadlineExceeded): Failure {
  return { code: 'processing_timeout', reason: `not processed within ${ms} ms`, retryable: true };
}
