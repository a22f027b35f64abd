import type { Config } from '../../config/config.js';
import { DeadLetterStore } from '../../dlq/dead-letter.store.js';
import { eventTypeOf } from '../../domain/event/event-type.js';
import type { DeadLetter } from '../../domain/letter/dead-letter.js';
import type { Failure } from '../../domain/letter/failure.js';
import { fingerprintOf } from '../../domain/letter/fingerprint.js';
import type { AttemptReport } from '../../domain/letter/attempts.js';
import { attemptPassed } from '../../domain/letter/lifecycle.js';
import type { CxoneAcknowledger } from '../../processing/cxone-acknowledger.js';
import type { Clock } from '../../runtime/clock.js';
import { shortText } from '../../runtime/log/short-text.js';
import { describeError, type Log } from '../../runtime/logger.js';
import { StoreError } from '../../store/store-error.js';
import type { Attempted, FailedEnd, RetryOutcome } from '../retry-outcome.js';
import type { AttemptEnd } from './attempt.js';
import type { Claim } from './claim.service.js';
import { Leases } from './leases.js';

/** How a run of the event ended. `failure` is `null` where the event passed. */
interface Ran {
  failure: Failure | null;
  report: AttemptReport;
}

/**
 * Settles a retry. Passed: the record is deleted, or kept as resolved (RESOLVED_RETENTION_DAYS), then the event is
 * acknowledged to CXone. Failed: the failure is written to the record. Not begun: the record is given back. A change
 * that somebody else made during the attempt is never overwritten.
 */
export class RetrySettlement {
  constructor(
    private readonly letters: DeadLetterStore,
    private readonly leases: Leases,
    private readonly acknowledger: Pick<CxoneAcknowledger, 'acknowledge'>,
    private readonly config: Pick<Config, 'retention' | 'masking'>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  of({ stored }: Claim): AttemptEnd<RetryOutcome> {
    return {
      notBegun: async () => {
        await this.leases.release(stored);
        return { kind: 'leased', key: stored.key };
      },
      passed: (report) =>
        this.confirmed(stored, { failure: null, report }, () => this.passed(stored, report)),
      failed: (failure, report) =>
        this.confirmed(stored, { failure, report }, () => this.failed(stored, failure, report)),
    };
  }

  private async confirmed(
    { key, letter }: Claim['stored'],
    ran: Ran,
    settle: () => Promise<RetryOutcome>,
  ): Promise<RetryOutcome> {
    try {
      return await settle();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.log.error('retry_not_settled', { trace_id: letter.traceId, ...describeError(error) });
      const what = ran.failure === null ? 'processed' : `failed (${ran.failure.reason})`;
      const detail = `${what}, but the store did not confirm it; it is retried when its lease has run out`;
      return {
        kind: 'failed',
        key,
        error: this.shown(letter, detail),
        attempted: attempted(ran),
        end: endOf(letter, ran, false),
      };
    }
  }

  private async passed(stored: Claim['stored'], report: AttemptReport): Promise<RetryOutcome> {
    const { key, letter } = stored;
    const outcome =
      this.config.retention.resolvedMs > 0
        ? (await this.letters.replace(stored, attemptPassed(letter, report, this.clock.now()))).outcome
        : await this.letters.remove(stored);
    if (outcome === 'conflict') return this.superseded(stored, { failure: null, report });
    this.log.info('retry_processed', {
      trace_id: letter.traceId,
      duration_ms: roundedMs(report.durationMs),
    });
    // The acknowledgement comes after the record is deleted or resolved, because only then has the retry succeeded for
    // good.
    await this.acknowledger.acknowledge(letter.event, letter.traceId);
    return { kind: 'processed', key, attempted: attempted({ failure: null, report }) };
  }

  private async failed(
    stored: Claim['stored'],
    failure: Failure,
    report: AttemptReport,
  ): Promise<RetryOutcome> {
    const next = await this.leases.fail(stored, failure, report);
    if (next === null) return this.superseded(stored, { failure, report });
    const shown = this.config.masking.of(next);
    const error = shown.text(next.error);
    this.log.warn('retry_failed', {
      trace_id: next.traceId,
      tenant_id: shortText(shown.event.tenantId),
      event_type: shortText(eventTypeOf(shown.event)),
      target: report.processor ?? null,
      error_code: next.errorCode,
      error,
      retry_count: next.retryCount,
      status: next.status,
      duration_ms: roundedMs(report.durationMs),
    });
    return {
      kind: 'failed',
      key: stored.key,
      error,
      attempted: attempted({ failure, report }),
      end: endOf(stored.letter, { failure, report }, true),
    };
  }

  private shown(letter: DeadLetter, error: string): string {
    return this.config.masking.of(letter).text(error);
  }

  /** Somebody else wrote the record during the attempt (a repair by hand, a take-over). Their version stays. */
  private superseded({ key, letter }: Claim['stored'], ran: Ran): RetryOutcome {
    this.log.warn('retry_superseded', { trace_id: letter.traceId });
    const error = 'the record was changed during the attempt; the change stays';
    return { kind: 'failed', key, error, attempted: attempted(ran), end: endOf(letter, ran, true) };
  }
}

function roundedMs(ms: number | null | undefined): number | null {
  return ms === null || ms === undefined ? null : Math.round(ms);
}

function attempted({ failure, report }: Ran): Attempted {
  const { processor: target, durationMs = null } = report;
  return { target, errorCode: failure?.code ?? null, durationMs };
}

function endOf({ event }: DeadLetter, { failure, report }: Ran, settled: boolean): FailedEnd {
  const target = report.processor ?? null;
  const fingerprint = failure === null ? null : fingerprintOf({ ...failure, target }, event);
  return { fingerprint, retryAfterMs: failure?.retryAfterMs, settled };
}
