import { eventResponse, targetRedactor } from './event-response.js';
import type { CxoneEvent } from '../../domain/event/event.js';
import { isFailure, type ErrorCode } from '../../domain/letter/failure.js';
import { failUnlessPassed, verdictOfStatus } from '../../domain/retry/http-status.js';
import { retryAfterMs } from '../../domain/retry/retry-after.js';
import type { HttpSender } from '../../outbound/http-sender.js';
import type { Redact } from '../../outbound/secret-text.js';
import type { Clock } from '../../runtime/clock.js';
import type { Facts } from '../../runtime/facts.js';
import { NO_TRACER, traceHeaders, type Tracer } from '../../runtime/tracer.js';
import type { EventProcessor, ProcessingContext } from '../processor.js';
import { signedHeaders } from '../../domain/target/target-secret.js';
import { destinationName, type TargetSettings } from './routes.js';

/** Sends events to one HTTP target, with all digits of their numbers. */
export class HttpTarget implements EventProcessor {
  readonly #settings: TargetSettings;
  readonly #redact: Redact;

  constructor(
    settings: TargetSettings,
    private readonly sender: HttpSender,
    private readonly clock: Clock,
    private readonly facts: Facts,
    private readonly tracer: Tracer = NO_TRACER,
  ) {
    this.#settings = settings;
    this.#redact = targetRedactor(settings);
  }

  /**
   * @throws PermanentError `upstream_rejected` for 3xx (redirects are not followed) and 4xx, `target_forbidden`;
   * TransientError for 408, 425, 429, 5xx, network and time; the signal's reason.
   */
  async process(event: CxoneEvent, context: ProcessingContext): Promise<void> {
    const target = destinationName(this.#settings);
    const begunAt = this.clock.monotonic();
    let status: number | null = null;
    const tell = (outcome: 'ok' | 'failed', errorCode: ErrorCode | null) => {
      const durationMs = this.clock.monotonic() - begunAt;
      this.facts.tell('delivery_ended', { target, outcome, status, errorCode, durationMs });
    };
    try {
      await this.traced(event, context, (answered) => (status = answered));
    } catch (error) {
      tell('failed', isFailure(error) ? error.code : null);
      throw error;
    }
    tell('ok', null);
  }

  /** Closes its idle connections. Calls under way go on. */
  close(): void {
    this.sender.close();
  }

  private traced(
    event: CxoneEvent,
    context: ProcessingContext,
    onStatus: (status: number) => void,
  ): Promise<void> {
    const { name, url } = this.#settings;
    const attributes = {
      'cxone_dlq.target': name,
      'http.request.method': 'POST',
      'server.address': new URL(url).hostname,
    };
    return this.tracer.within('call target', { kind: 'client', attributes }, (span) =>
      this.send(event, context, (status) => {
        span.set({ 'http.response.status_code': status });
        onStatus(status);
      }),
    );
  }

  private async send(
    event: CxoneEvent,
    context: ProcessingContext,
    onStatus: (status: number) => void,
  ): Promise<void> {
    const { name, url, timeoutMs } = this.#settings;
    const answer = await this.sender.send(
      { method: 'POST', url, headers: this.headersOf(event, context), body: event.text, wants: 'failures' },
      { timeoutMs, signal: context.signal, deadlineAt: context.deadlineAt },
    );
    const { status } = answer;
    onStatus(status);
    const redirects = status >= 300 && status <= 399 ? '; redirects are not followed' : '';
    failUnlessPassed(verdictOfStatus(status), `target ${name} answered HTTP ${status}${redirects}`, {
      retryAfterMs: retryAfterMs(answer.retryAfter, this.clock.now()),
      response: eventResponse(answer, this.#redact),
    });
  }

  private headersOf({ text }: CxoneEvent, context: ProcessingContext): Record<string, string> {
    const { idempotencyKey, traceId, retryCount } = context;
    const { headers, secrets } = this.#settings;
    return {
      ...headers,
      'Content-Type': 'application/json',
      ...traceHeaders(this.tracer),
      'Idempotency-Key': idempotencyKey,
      'X-Dlq-Attempt': String(retryCount + 1),
      ...(retryCount > 0 ? { 'X-Dlq-Replay': 'true' } : {}),
      ...(traceId === null ? {} : { 'X-Dlq-Trace-Id': traceId }),
      ...signedHeaders(secrets, { id: idempotencyKey, now: this.clock.now(), body: text }),
    };
  }
}
