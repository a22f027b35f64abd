import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import axios, { type AxiosProxyConfig, type AxiosResponse } from 'axios';
import type { ProxyServer } from '../config/proxy-config.js';
import type { Clock } from '../runtime/clock.js';
import { DeadlineExceeded, withDeadline } from '../runtime/deadline.js';
import { discardAnswer, NOT_READ, readAnswer, type AnswerText } from './answer-text.js';
import { ExchangeWatch } from './exchange-watch.js';
import type { Agents } from './public-agents.js';
import { ProxyRefusal } from './proxy-tunnel.js';
import { noAnswer } from './upstream-failure.js';

export interface HttpRequest {
  method: 'GET' | 'POST';
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string | undefined;
  /** Of which answers the body is wanted; that of any other is not waited for. Without it: of all. */
  wants?: 'failures' | 'no body';
}

/** The status counts, whatever becomes of the body. */
export interface HttpAnswer extends AnswerText {
  status: number;
  retryAfter: string | undefined;
  contentType?: string | undefined;
  /** When the upstream says that it answered, as it writes it; absent from an answer out of a cache. */
  date?: string | undefined;
}

export interface SendLimits {
  /** Until the answer has come, its body included where that is wanted. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /**
   * When `signal` aborts by itself, by the monotonic clock: nothing is sent from then on, and a body is waited for no
   * longer than shortly before.
   */
  deadlineAt?: number;
}

/** Sends one request. Any status is an answer; see HttpSender for the errors. */
export type Send = (request: HttpRequest, limits: SendLimits) => Promise<HttpAnswer>;

/** The longest answer that is read, bytes. Real answers are far shorter. */
export const MAX_ANSWER_BYTES = 1_048_576;

/**
 * A connection is used again only when it was used within this, milliseconds. Servers close idle ones after 5 s and
 * more, and a request that meets the closing may or may not have arrived.
 */
export const IDLE_MS = 4_000;

/** The body of a failure is waited for so long, milliseconds: it is only shown. */
const FAILURE_BODY_MS = 1_000;

/** Reading a body ends this long before the attempt does, milliseconds, so that the status is still recorded. */
const TELL_MS = 50;

const NO_HEADERS = { retryAfter: undefined, contentType: undefined, date: undefined };

/** The status by which a proxy asks for credentials; no upstream has it. */
const PROXY_WANTS_CREDENTIALS = 407;

/** An upstream, as its errors and its sockets know it. */
export interface Upstream {
  /** What it is called in the reason of a failure. */
  what: string;
  /** Its connections; closed by `HttpSender.close`. */
  agents: Agents;
}

/** Agents that connect to any address. @param maxSockets requests at once; more wait, within their own time */
export function plainAgents(maxSockets: number): Agents {
  const options = { keepAlive: true, maxSockets, timeout: IDLE_MS };
  return { http: new HttpAgent(options), https: new HttpsAgent(options) };
}

/**
 * Requests over bounded, kept-alive sockets. Redirections are not followed: the token or the signed event would go
 * along. axios itself uses no proxy of the environment: only config/load.ts reads the environment.
 *
 * An AxiosError holds the whole request, secret and token included, so none leaves this room, not even as a cause.
 */
export class HttpSender {
  constructor(
    private readonly clock: Clock,
    private readonly upstream: Upstream,
  ) {}

  /**
   * @throws TransientError `upstream_timeout` after `timeoutMs`, `upstream_unreachable` where the request was
   * certainly not sent, `upstream_no_answer` where it may have arrived and no status came back; PermanentError
   * `target_forbidden` where the agents refuse the address; the signal's own reason when it aborts.
   */
  readonly send: Send = async (request, limits) => {
    const endsAt = this.clock.monotonic() + limits.timeoutMs;
    const started = await this.start(request, limits);
    if (typeof started === 'number') return { status: started, ...NO_HEADERS, ...NOT_READ };
    const { status, headers, data } = started;
    const header = (name: string): string | undefined => {
      const value: unknown = headers[name];
      return typeof value === 'string' ? value : undefined;
    };
    return {
      status,
      retryAfter: header('retry-after'),
      contentType: header('content-type'),
      date: header('age') === undefined ? header('date') : undefined,
      ...(await this.bodyOf(started.status, data, request, { ...limits, endsAt })),
    };
  };

  /** Closes idle connections now, and the others when their requests end. No request may follow. */
  close(): void {
    const { http, https, more = [] } = this.upstream.agents;
    for (const agent of [http, https, ...more]) {
      // A connection that becomes idle from now on is not kept.
      agent.maxFreeSockets = 0;
      for (const sockets of Object.values(agent.freeSockets)) {
        for (const socket of sockets ?? []) socket.destroy();
      }
    }
  }

  /** Sends it and waits for the head of the answer. @returns only the status where the rest of the head is unsound */
  private async start(request: HttpRequest, limits: SendLimits): Promise<AxiosResponse<Readable> | number> {
    const { timeoutMs, signal, deadlineAt = Infinity } = limits;
    const endsAt = Math.min(deadlineAt, this.clock.monotonic() + timeoutMs);
    const inTime = () => this.clock.monotonic() < endsAt;
    const send = (watch: ExchangeWatch) =>
      withDeadline(this.clock, timeoutMs, (ends) => this.request(request, ends, watch), signal);
    let watch = new ExchangeWatch(inTime);
    try {
      return await send(watch).catch((error: unknown) => {
        // The idle connection was gone before a byte was written: the request has certainly not been seen.
        if (!watch.wasLostIdle) throw error;
        watch = new ExchangeWatch(inTime);
        return send(watch);
      });
    } catch (error) {
      const refused = error instanceof ProxyRefusal;
      if (watch.status !== null && !refused) return watch.status;
      if (signal?.aborted) throw signal.reason;
      const what = this.upstream.what + (this.isProxied(request.url) ? ', asked through a proxy,' : '');
      const { hostname: host } = new URL(request.url);
      throw noAnswer(watch.wasLate ? new DeadlineExceeded(timeoutMs) : error, {
        what,
        host,
        timeoutMs,
        begun: watch.begun && !refused,
        answered: watch.answered,
      });
    }
  }

  private isProxied(url: string): boolean {
    try {
      return (this.upstream.agents.hop?.(url) ?? null) !== null;
    } catch {
      return false;
    }
  }

  private async request(
    request: HttpRequest,
    signal: AbortSignal,
    watch: ExchangeWatch,
  ): Promise<AxiosResponse<Readable>> {
    const { http, https, hop } = this.upstream.agents;
    const via = hop?.(request.url) ?? null;
    // With https the agent opens a tunnel, and what it brings is the upstream's own answer.
    const forward = via !== null && request.url.startsWith('http:') ? via : null;
    const answer = await axios.request<Readable>({
      method: request.method,
      url: request.url,
      headers: { ...request.headers, 'Accept-Encoding': 'identity', 'User-Agent': 'cxone-dlq' },
      // As bytes: axios parses and trims a text that is said to be JSON.
      data: request.body === undefined ? undefined : Buffer.from(request.body),
      signal,
      responseType: 'stream',
      validateStatus: () => true,
      maxRedirects: 0,
      maxContentLength: MAX_ANSWER_BYTES,
      proxy: forward === null ? false : forwardOf(forward.proxy),
      httpAgent: forward?.agent ?? http,
      httpsAgent: forward?.agent ?? https,
      transport: watch.transport,
    });
    if (forward === null || answer.status !== PROXY_WANTS_CREDENTIALS) return answer;
    answer.data.destroy();
    throw new ProxyRefusal(answer.status);
  }

  private async bodyOf(
    status: number,
    stream: Readable,
    { wants }: HttpRequest,
    { endsAt, deadlineAt }: SendLimits & { endsAt: number },
  ): Promise<AnswerText> {
    const passed = status >= 200 && status <= 299;
    if (wants === 'no body' || (wants === 'failures' && passed)) {
      await discardAnswer(stream, this.clock);
      return NOT_READ;
    }
    const now = this.clock.monotonic();
    const most = wants === 'failures' ? FAILURE_BODY_MS : Infinity;
    const left = Math.min(most, endsAt - now, (deadlineAt ?? Infinity) - TELL_MS - now);
    return readAnswer(stream, this.clock, Math.max(0, left));
  }
}

/** A proxy as axios wants it. */
function forwardOf({ protocol, host, port, auth }: ProxyServer): AxiosProxyConfig {
  return { protocol, host, port, ...(auth && { auth }) };
}
