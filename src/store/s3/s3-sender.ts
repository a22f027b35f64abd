import { buildQueryString } from '@smithy/core/protocols';
import { NO_PROXIES } from '../../config/proxy-config.js';
import { proxyFor } from '../../outbound/proxy-choice.js';
import type { Clock } from '../../runtime/clock.js';
import { withDeadline } from '../../runtime/deadline.js';
import { BufferedBytes } from './answer-body.js';
import { ConnectionPool } from './connection-pool.js';
import { Exchange } from './exchange.js';
import { ExchangeFailed, type S3Answer } from './s3-answer.js';
import { S3Access, type S3Address } from './s3-access.js';
import {
  DEFAULT_MAX_OBJECT_BYTES,
  DEFAULT_MAX_SOCKETS,
  DEFAULT_MAX_WAITING,
  DEFAULT_REQUEST_TIMEOUT_MS,
  type S3Credentials,
  type S3StoreConfig,
} from './s3-config.js';
import { refusesCredentials } from './s3-errors.js';
import { maxAnswerBytes, type S3Request } from './s3-request.js';
import { ServerClock } from './server-clock.js';

/** An answer, and what its request was signed with. */
interface Sent {
  answer: S3Answer;
  credentials: S3Credentials | undefined;
}

/**
 * Sends requests to the bucket, signed, over pooled connections. One call is one request, or two where the first was
 * refused for its credentials and they have been rotated.
 */
export class S3Sender {
  private readonly access: S3Access;
  private readonly serverClock: ServerClock;
  private readonly timeoutMs: number;
  private readonly buffered = new BufferedBytes();
  private pool: ConnectionPool | undefined;
  private closed = false;
  private host: string | undefined;

  constructor(
    private readonly config: S3StoreConfig,
    private readonly clock: Clock,
  ) {
    this.access = new S3Access(config, clock);
    this.serverClock = new ServerClock(clock);
    this.timeoutMs = config.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS;
  }

  /** The host that is asked, and the variable that set it, for errors: `minio:9000, AWS_ENDPOINT_URL_S3`. */
  get asked(): string {
    const { endpoint, endpointVariable } = this.config;
    const host = this.host ?? (endpoint === undefined ? undefined : new URL(endpoint).host);
    return [host, endpointVariable].filter((part) => part !== undefined).join(', ');
  }

  /**
   * The answer, whatever its status. The deadline of a request covers everything, from finding credentials to the
   * body's end.
   *
   * @throws ExchangeFailed
   */
  async send(request: S3Request, signal?: AbortSignal): Promise<S3Answer> {
    const { answer, credentials } = await this.sendOnce(request, signal);
    if (credentials === undefined || !refusesCredentials(answer) || !(await this.renew(credentials)))
      return answer;
    return (await this.sendOnce(request, signal)).answer;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.access.close();
    await this.pool?.close();
  }

  private async sendOnce(request: S3Request, signal: AbortSignal | undefined): Promise<Sent> {
    if (signal?.aborted) throw new ExchangeFailed('aborted', false);
    const { maxObjectBytes = DEFAULT_MAX_OBJECT_BYTES } = this.config;
    const maxBodyBytes = maxAnswerBytes(request, maxObjectBytes);
    const exchange = new Exchange({ maxBodyBytes, buffered: this.buffered });
    const sentAt = this.clock.monotonic();
    const cancelTimer = this.clock.after(this.timeoutMs, () => exchange.giveUp('timeout'));
    const abort = () => exchange.giveUp('aborted');
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const started = this.start(request, exchange);
      const answer = await exchange.answer;
      this.serverClock.learn(answer.headers.date, sentAt);
      return { answer, credentials: await started };
    } finally {
      cancelTimer();
      signal?.removeEventListener('abort', abort);
    }
  }

  /** A provider that fails or hangs leaves the refusal as it is. */
  private async renew(credentials: S3Credentials): Promise<boolean> {
    try {
      return await withDeadline(this.clock, this.timeoutMs, () => this.access.renew(credentials));
    } catch {
      return false;
    }
  }

  /** @returns what the request was signed with, where it was */
  private async start(request: S3Request, exchange: Exchange): Promise<S3Credentials | undefined> {
    try {
      const address = await this.access.resolve();
      this.host = address.host;
      const signed = await this.access.sign(request, address, this.serverClock.now());
      if (exchange.over) return undefined;
      const { method, path, headers } = signed;
      const query = request.query === undefined ? '' : `?${buildQueryString(request.query)}`;
      this.connections(address).send(
        { method, path: path + query, headers, body: request.body ?? null },
        exchange,
      );
      return signed.credentials;
    } catch (error) {
      exchange.fail(error);
      return undefined;
    }
  }

  private connections({ origin }: S3Address): ConnectionPool {
    if (this.closed) throw new ExchangeFailed('closed', false);
    const {
      proxies = NO_PROXIES,
      maxSockets = DEFAULT_MAX_SOCKETS,
      maxWaiting = DEFAULT_MAX_WAITING,
    } = this.config;
    const proxy = proxyFor(origin, proxies);
    this.pool ??= new ConnectionPool(origin, {
      maxSockets,
      maxWaiting,
      connectTimeoutMs: this.timeoutMs,
      proxy,
    });
    return this.pool;
  }
}
