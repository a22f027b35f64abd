import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { DeadLetterStore } from '../dlq/dead-letter.store.js';
import { StoreError } from '../dlq/store-error.js';
import type { DeadLetter, Received } from '../domain/dead-letter.js';
import type { CxoneEvent } from '../domain/event.js';
import type { Failure } from '../domain/failure.js';
import { firstFailure } from '../domain/lifecycle.js';
import { ProcessingService } from '../processing/processing.service.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { DeadlineExceeded, withDeadline } from '../runtime/deadline.js';
import { describeError, LOG, type Log } from '../runtime/logger.js';
import { RANDOM, REPLICA, type Random } from '../runtime/runtime.module.js';
import { UnconfirmedWrites } from './unconfirmed-writes.js';

/**
 * What became of an event. `processed` and `dead_lettered` are durable and may be acknowledged; `unconfirmed`
 * and `overloaded` must be delivered again.
 */
export type IngestOutcome =
  | { kind: 'processed' }
  | { kind: 'dead_lettered'; traceId: string }
  | { kind: 'unconfirmed' }
  | { kind: 'overloaded' };

/** Takes an event in: processes it, and keeps it as a dead letter when that fails. Always in time to answer. */
@Injectable()
export class IngestService {
  private readonly inFlight = new Map<string, Promise<IngestOutcome>>();
  private readonly unconfirmed = new UnconfirmedWrites();

  constructor(
    private readonly processing: ProcessingService,
    private readonly letters: DeadLetterStore,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOM) private readonly random: Random,
    @Inject(REPLICA) private readonly replica: string,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** The same event again while it is being processed shares that run and its outcome. */
  async ingest(event: CxoneEvent, received: Received): Promise<IngestOutcome> {
    const running = this.inFlight.get(event.identity);
    if (running) return running;
    const run = this.run(event, received).finally(() => this.inFlight.delete(event.identity));
    this.inFlight.set(event.identity, run);
    return run;
  }

  private async run(event: CxoneEvent, received: Received): Promise<IngestOutcome> {
    const startedAt = this.clock.now();
    const doubtful = this.unconfirmed.find(event.identity);
    if (doubtful) return this.keep(doubtful, startedAt);
    // Its record is there, and being retried here under a lease: it is safe.
    const traceId = this.processing.underWay(event.identity);
    if (typeof traceId === 'string') return { kind: 'dead_lettered', traceId };

    const { processor, failure } = await this.processing.process(event, {
      retryCount: 0,
      traceId: null,
      timeoutMs: this.config.webhook.processingTimeoutMs,
    });
    if (failure === null) return { kind: 'processed' };
    return this.keep(this.deadLetter(event, failure, { startedAt, processor, received }), startedAt);
  }

  private deadLetter(
    event: CxoneEvent,
    failure: Failure,
    report: { startedAt: number; processor: string | null; received: Received },
  ): DeadLetter {
    return firstFailure(
      event,
      failure,
      { ...report, by: this.replica },
      {
        now: this.clock.now(),
        random: this.random(),
        policy: this.config.retry,
      },
    );
  }

  /** Writes the dead letter, and answers in time whether or not the store has. */
  private async keep(letter: DeadLetter, startedAt: number): Promise<IngestOutcome> {
    const { traceId } = letter;
    const left = startedAt + this.config.webhook.answerTimeoutMs - this.clock.now();
    try {
      const outcome = await withDeadline(this.clock, Math.max(0, left), () => this.letters.create(letter));
      this.unconfirmed.forget(letter.event.identity);
      this.log.warn('dead_lettered', {
        trace_id: traceId,
        error_code: letter.errorCode,
        status: letter.status,
        joined: outcome === 'exists',
      });
      return { kind: 'dead_lettered', traceId };
    } catch (error) {
      if (!(error instanceof StoreError) && !(error instanceof DeadlineExceeded)) throw error;
      const unknown = error instanceof DeadlineExceeded || error.outcomeUnknown;
      if (unknown) this.unconfirmed.remember(letter);
      const fields = { trace_id: traceId, outcome_unknown: unknown, error: describeError(error) };
      this.log.error('dead_letter_not_stored', fields);
      const overloaded = error instanceof StoreError && error.overloaded;
      return overloaded ? { kind: 'overloaded' } : { kind: 'unconfirmed' };
    }
  }
}
