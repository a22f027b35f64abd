import type { CxoneConfig } from '../config/cxone-config.js';
import { TransientError } from '../domain/letter/failure.js';
import { upstreamBackoff } from '../domain/retry/upstream-backoff.js';
import { sleep, type Clock } from '../runtime/clock.js';
import type { Facts } from '../runtime/facts.js';
import { NO_TRACER, traceHeaders, type Tracer } from '../runtime/tracer.js';
import { Semaphore } from '../runtime/semaphore.js';
import type { Random } from '../runtime/runtime.module.js';
import { BusyError, failIfBusy } from './busy-error.js';
import type { HttpAnswer, Send } from '../outbound/http-sender.js';
import { TokenCache } from './token-cache.js';
import { TokenClient } from './token-client.js';
import { tokenGrant } from './token-grant.js';

/** Repeats after 429 and 503, at most (contract, section 4). */
const MAX_REPEATS = 3;

/** A wait for a place ends this long before the attempt, so that the reason can still be stored; milliseconds. */
const TELL_MS = 50;

/** One request to the API, its answer's body included (contract, section 4). */
const REQUEST_TIMEOUT_MS = 15_000;

export interface CxoneCall {
  method: 'GET' | 'POST';
  /** After CXONE_BASE_URL; begins with a slash, already encoded. */
  path: string;
  /** Sent as JSON. */
  json?: unknown;
  /** The caller does not need the answer's body, so the call does not wait for it. */
  statusOnly?: boolean;
}

/** How long the caller can wait; a processor passes its ProcessingContext. */
export interface CallLimits {
  signal: AbortSignal;
  /** When the attempt's time ends, by `Clock.monotonic`. A wait that would end later is not begun. */
  deadlineAt: number;
  /** Gives back the place that the attempt took for this call (`CxoneClient.places`). */
  place?: (() => void) | undefined;
}

export interface CxoneAnswer {
  status: number;
  /** `null`: it was not read whole, because it is too long, broken, too slow, or not needed. */
  body: string | null;
}

/** Calls CXone's API as the configured client, with its token, a time limit and repeats. */
export class CxoneClient {
  /** Calls at once (CXONE_MAX_IN_FLIGHT). An attempt takes its place here before its time begins. */
  readonly places: Semaphore;
  private readonly tokens: TokenCache | null = null;

  constructor(
    private readonly config: CxoneConfig,
    private readonly send: Send,
    private readonly clock: Clock,
    private readonly random: Random,
    facts: Facts,
    private readonly tracer: Tracer = NO_TRACER,
  ) {
    const { api } = config;
    this.places = new Semaphore(config.maxInFlight);
    if (api === null) return;
    const grant = tokenGrant(api.auth, send, clock);
    this.tokens = new TokenCache(new TokenClient(grant, send, clock, facts).fetch, clock);
  }

  /**
   * Sends a request and returns the answer, whatever its status. After 429 and 503 the call waits and is repeated,
   * while the attempt's time allows. A call without a place of its own waits for one within that time.
   *
   * @throws TransientError: `upstream_rate_limited` and `upstream_error` with `retryAfterMs` when CXone stays busy
   * or asks for more time than there is, `upstream_timeout`, `upstream_unreachable`, `upstream_no_answer`;
   * `target_busy` when no place became free and nothing was sent; the signal's reason.
   */
  async call(call: CxoneCall, limits: CallLimits): Promise<CxoneAnswer> {
    const leave = limits.place ?? (await this.enter(limits));
    try {
      return await this.repeated(call, limits);
    } finally {
      leave();
    }
  }

  private async enter({ signal, deadlineAt }: CallLimits): Promise<() => void> {
    const ms = deadlineAt - TELL_MS - this.clock.monotonic();
    const leave = await this.places.acquireWithin(ms, this.clock, { urgent: true, signal });
    if (leave !== null) return leave;
    signal.throwIfAborted();
    throw new TransientError('target_busy', 'no place at CXone became free in time; nothing was sent');
  }

  private async repeated(call: CxoneCall, { signal, deadlineAt }: CallLimits): Promise<CxoneAnswer> {
    for (let attempt = 0; ; attempt++) {
      try {
        const { status, body } = await this.authorized(call, signal);
        return { status, body };
      } catch (error) {
        if (!(error instanceof BusyError) || attempt === MAX_REPEATS) throw error;
        const waitMs = error.retryAfterMs ?? upstreamBackoff(attempt, this.random());
        if (this.clock.monotonic() + waitMs >= deadlineAt) throw error.waiting(waitMs);
        await sleep(this.clock, waitMs, signal);
      }
    }
  }

  /** A 401 may mean that the token was withdrawn, so it is tried once more with a fresh one. */
  private async authorized(call: CxoneCall, signal: AbortSignal): Promise<HttpAnswer> {
    const tokens = this.tokens;
    if (tokens === null) {
      throw new Error(
        'CXONE_BASE_URL and what CXONE_AUTH_MODE needs, such as CXONE_CLIENT_ID, are not all set',
      );
    }
    const token = await tokens.get(signal);
    const answer = await this.once(call, token, signal);
    if (answer.status !== 401) return answer;
    tokens.invalidate(token);
    const renewed = await tokens.get(signal);
    const second = await this.once(call, renewed, signal);
    if (second.status === 401) tokens.invalidate(renewed);
    return second;
  }

  private once(call: CxoneCall, token: string, signal: AbortSignal): Promise<HttpAnswer> {
    const attributes = { 'http.request.method': call.method };
    return this.tracer.within('call CXone', { kind: 'client', attributes }, async (span) => {
      const answer = await this.request(call, token, signal);
      span.set({ 'http.response.status_code': answer.status });
      failIfBusy(answer, 'CXone', this.clock.now());
      return answer;
    });
  }

  private async request(call: CxoneCall, token: string, signal: AbortSignal): Promise<HttpAnswer> {
    const body = call.json === undefined ? undefined : JSON.stringify(call.json);
    return this.send(
      {
        method: call.method,
        url: `${this.config.api?.baseUrl}${call.path}`,
        headers: {
          ...traceHeaders(this.tracer),
          Accept: 'application/json',
          Authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        body,
        ...(call.statusOnly && { wants: 'no body' }),
      },
      { timeoutMs: REQUEST_TIMEOUT_MS, signal },
    );
  }
}
