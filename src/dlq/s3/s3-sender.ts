import { buildQueryString } from '@smithy/core/protocols';
import { NO_PROXIES } from '../../config/proxy-config.js';
import { proxyFor } from '../../outbound/proxy-choice.js';
import type { Clock } from '../../runtime/clock.js';
import { ConnectionPool } from './connection-pool.js';
import { Exchange, NoAnswer, type Answer } from './exchange.js';
import { S3Access, type S3Address } from './s3-access.js';
import {
  DEFAULT_MAX_SOCKETS,
  DEFAULT_MAX_WAITING,
  DEFAULT_REQUEST_TIMEOUT_MS,
  type S3StoreConfig,
} from './s3-config.js';
import type { S3Request } from './s3-request.js';
import { ServerClock } from './server-clock.js';

/** Sends requests to the bucket, signed, over pooled connections. One call is one request. */
export class S3Sender {
  private readonly access: S3Access;
  private readonly serverClock: ServerClock;
  private readonly timeoutMs: number;
  private pool: ConnectionPool | undefined;
  private closed = false;

  constructor(
    private readonly config: S3StoreConfig,
    private readonly clock: Clock,
  ) {
    this.access = new S3Access(config);
    this.serverClock = new ServerClock(clock);
    this.timeoutMs = config.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS;
  }

  /**
   * The answer, whatever its status. The deadline covers everything, from finding credentials to the body's end.
   *
   * @throws NoAnswer
   */
  async send(request: S3Request, signal?: AbortSignal): Promise<Answer> {
    if (signal?.aborted) throw new NoAnswer('aborted', false);
    const exchange = new Exchange();
    const sentAt = this.clock.now();
    const cancelTimer = this.clock.after(this.timeoutMs, () => exchange.giveUp('timeout'));
    const abort = () => exchange.giveUp('aborted');
    signal?.addEventListener('abort', abort, { once: true });
    try {
      void this.start(request, exchange);
      const answer = await exchange.answer;
      this.serverClock.learn(answer.headers.date, sentAt);
      return answer;
    } finally {
      cancelTimer();
      signal?.removeEventListener('abort', abort);
    }
  }

  /** The server takes the credentials for expired. */
  refuseCredentials(): void {
    this.access.refuseCredentials();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.access.close();
    await this.pool?.close();
  }

  private async start(request: S3Request, exchange: Exchange): Promise<void> {
    try {
      const address = await this.access.resolve();
      const { method, path, headers } = await this.access.sign(request, address, this.serverClock.now());
      if (exchange.over) return;
      const query = request.query === undefined ? '' : `?${buildQueryString(request.query)}`;
      this.connections(address).send(
        { method, path: path + query, headers, body: request.body ?? null },
        exchange,
      );
    } catch (error) {
      exchange.fail(error);
    }
  }

  private connections({ origin }: S3Address): ConnectionPool {
    if (this.closed) throw new NoAnswer('closed', false);
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
