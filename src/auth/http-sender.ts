import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import axios, { isAxiosError } from 'axios';
import { TransientError } from '../domain/failure.js';
import type { Clock } from '../runtime/clock.js';
import { DeadlineExceeded, withDeadline } from '../runtime/deadline.js';

export interface HttpRequest {
  method: 'GET' | 'POST';
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string | undefined;
}

export interface HttpAnswer {
  status: number;
  retryAfter: string | undefined;
  /** `null`: longer than MAX_ANSWER_BYTES. */
  body: string | null;
}

/** Sends one request. Any status is an answer; see HttpSender for the errors. */
export type Send = (
  request: HttpRequest,
  limits: { timeoutMs: number; signal?: AbortSignal | undefined },
) => Promise<HttpAnswer>;

/** Answers are read up to here; what CXone has to say is far shorter. */
export const MAX_ANSWER_BYTES = 1_048_576;

const TIMED_OUT = new Set(['ETIMEDOUT', 'ECONNABORTED']);

/**
 * Requests over bounded, kept-alive sockets. Redirections are not followed: the token would go along. Proxies of
 * the environment are not used: only config/load.ts reads the environment.
 *
 * An AxiosError holds the whole request, secret and token included, so none leaves this file, not even as a cause.
 */
export class HttpSender {
  private readonly httpAgent: HttpAgent;
  private readonly httpsAgent: HttpsAgent;

  /** @param maxInFlight requests at once; more wait, within their own time */
  constructor(
    private readonly clock: Clock,
    maxInFlight: number,
  ) {
    const sockets = { keepAlive: true, maxSockets: maxInFlight };
    this.httpAgent = new HttpAgent(sockets);
    this.httpsAgent = new HttpsAgent(sockets);
  }

  /**
   * @throws TransientError `upstream_timeout` after `timeoutMs`, `upstream_unreachable` when the network fails;
   * the signal's own reason when it aborts.
   */
  readonly send: Send = async (request, { timeoutMs, signal }) => {
    try {
      return await withDeadline(this.clock, timeoutMs, (inTime) => this.exchange(request, inTime), signal);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw ours(error, timeoutMs);
    }
  };

  private async exchange(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    try {
      return await this.once(request, signal);
    } catch (error) {
      // CXone closed the idle connection just as it was taken up again: it has not seen the request.
      if (request.method === 'GET' && wasStale(error)) return this.once(request, signal);
      throw error;
    }
  }

  private async once(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const { status, headers, data } = await axios.request<Readable>({
      method: request.method,
      url: request.url,
      headers: { ...request.headers, 'Accept-Encoding': 'identity', 'User-Agent': 'cxone-dlq' },
      data: request.body,
      signal,
      responseType: 'stream',
      validateStatus: () => true,
      maxRedirects: 0,
      maxContentLength: MAX_ANSWER_BYTES,
      proxy: false,
      httpAgent: this.httpAgent,
      httpsAgent: this.httpsAgent,
    });
    const retryAfter: unknown = headers['retry-after'];
    return {
      status,
      retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
      body: await textOf(data),
    };
  }
}

/** @throws what ends the stream early, except that it was too long. */
async function textOf(stream: Readable): Promise<string | null> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) chunks.push(chunk as Buffer);
  } catch (error) {
    if (isAxiosError(error) && error.message.startsWith('maxContentLength')) return null;
    throw error;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function wasStale(error: unknown): boolean {
  if (!isAxiosError(error) || error.code !== 'ECONNRESET') return false;
  const request = error.request as { reusedSocket?: boolean } | undefined;
  return request?.reusedSocket === true;
}

function ours(error: unknown, timeoutMs: number): TransientError {
  if (error instanceof DeadlineExceeded) {
    return new TransientError('upstream_timeout', `CXone did not answer within ${timeoutMs} ms`);
  }
  const code = codeOf(error);
  if (TIMED_OUT.has(code)) return new TransientError('upstream_timeout', `CXone did not answer (${code})`);
  return new TransientError('upstream_unreachable', `CXone could not be reached (${code})`);
}

/** Such as ECONNREFUSED. Only what looks like a code is passed on: messages can hold addresses. */
function codeOf(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return code !== undefined && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'network error';
}
