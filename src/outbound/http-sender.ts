import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import axios, { isAxiosError } from 'axios';
import type { Clock } from '../runtime/clock.js';
import { withDeadline } from '../runtime/deadline.js';
import { readAnswer, type AnswerText } from './answer-text.js';
import type { Agents } from './public-agents.js';
import { noAnswer } from './upstream-failure.js';

export interface HttpRequest {
  method: 'GET' | 'POST';
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string | undefined;
  /** Does no harm when it arrives twice; a GET never does. */
  repeatable?: boolean;
}

/** `body` is `null` where it is longer than MAX_ANSWER_BYTES. */
export interface HttpAnswer extends AnswerText {
  status: number;
  retryAfter: string | undefined;
}

/** Sends one request. Any status is an answer; see HttpSender for the errors. */
export type Send = (
  request: HttpRequest,
  limits: { timeoutMs: number; signal?: AbortSignal | undefined },
) => Promise<HttpAnswer>;

/** Answers are read up to here; what an upstream has to say is far shorter. */
export const MAX_ANSWER_BYTES = 1_048_576;

/** An upstream, as its errors and its sockets know it. */
export interface Upstream {
  /** What it is called in the reason of a failure. */
  what: string;
  /** Its connections; closed by `HttpSender.close`. */
  agents: Agents;
}

/** Agents that connect to any address. @param maxSockets requests at once; more wait, within their own time */
export function plainAgents(maxSockets: number): Agents {
  const options = { keepAlive: true, maxSockets };
  return { http: new HttpAgent(options), https: new HttpsAgent(options) };
}

/**
 * Requests over bounded, kept-alive sockets. Redirections are not followed: the token or the signed event would go
 * along. Proxies of the environment are not used: only config/load.ts reads the environment.
 *
 * An AxiosError holds the whole request, secret and token included, so none leaves this room, not even as a cause.
 */
export class HttpSender {
  constructor(
    private readonly clock: Clock,
    private readonly upstream: Upstream,
  ) {}

  /**
   * @throws TransientError `upstream_timeout` after `timeoutMs`, `upstream_unreachable` when the network fails;
   * PermanentError `target_forbidden` where the agents refuse the address; the signal's own reason when it aborts.
   */
  readonly send: Send = async (request, { timeoutMs, signal }) => {
    try {
      return await withDeadline(this.clock, timeoutMs, (inTime) => this.exchange(request, inTime), signal);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw noAnswer(error, this.upstream.what, new URL(request.url).hostname, timeoutMs);
    }
  };

  /** No new request may come. What is under way ends as it would; idle connections end now. */
  close(): void {
    for (const agent of Object.values(this.upstream.agents) as HttpAgent[]) {
      // A connection that becomes idle from now on is not kept.
      agent.maxFreeSockets = 0;
      for (const sockets of Object.values(agent.freeSockets)) {
        for (const socket of sockets ?? []) socket.destroy();
      }
    }
  }

  private async exchange(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    try {
      return await this.once(request, signal);
    } catch (error) {
      const mayRepeat = request.method === 'GET' || request.repeatable === true;
      // The idle connection was closed just as it was taken up again: the request was not seen.
      if (mayRepeat && wasStale(error)) return this.once(request, signal);
      throw error;
    }
  }

  private async once(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const { agents } = this.upstream;
    const { status, headers, data } = await axios.request<Readable>({
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
      proxy: false,
      httpAgent: agents.http,
      httpsAgent: agents.https,
    });
    const retryAfter: unknown = headers['retry-after'];
    return {
      status,
      retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
      ...(await readAnswer(data)),
    };
  }
}

function wasStale(error: unknown): boolean {
  if (!isAxiosError(error) || error.code !== 'ECONNRESET') return false;
  const request = error.request as { reusedSocket?: boolean } | undefined;
  return request?.reusedSocket === true;
}
