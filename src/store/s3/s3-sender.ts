import { buildQueryString } from '@smithy/core/protocols';
import { NO_PROXIES } from '../../config/proxy-config.js';
import { proxyFor } from '../../outbound/proxy-choice.js';
import type { Clock } from '../../runtime/clock.js';
import { withDeadline } from '../../runtime/deadline.js';
import { BufferedBytes } from './answer-body.js';
import { ConnectionPool } from './connection-pool.js';
import { Exchange } from './exchange.js';
import { answerHeader, ExchangeFailed, type S3Answer } from './s3-answer.js';
import { S3Access, type S3Address } from './s3-access.js';
import {
  DEFAULT_MAX_OBJECT_BYTES,
  DEFAULT_MAX_SOCKETS,
  DEFAULT_MAX_WAITING,
  DEFAULT_REQUEST_TIMEOUT_MS,
  type S3Credentials,
  type S3StoreConfig,
} from './s3-config.js';
import { asStoreError, refusesCredentials } from './s3-errors.js';
import { changes, maxAnswerBytes, type S3Request } from './s3-request.js';
import { ServerClock } from './server-clock.js';

/** What a request was signed with; absent where it never was. */
interface Signing {
  credentials?: S3Credentials;
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
   * @throws StoreError where there is no whole answer
   */
  async send(request: S3Request, signal?: AbortSignal): Promise<S3Answer> {
    try {
      const signing: Signing = {};
      const answer = await this.sendOnce(request, signal, signing);
      const { credentials } = signing;
      if (credentials === undefined || !refusesCredentials(answer) || !(await this.renew(credentials)))
        return answer;
      return await this.sendOnce(request, signal);
    } catch (error) {
      throw asStoreError(error, changes(request), this.asked);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    this.access.close();
    await this.pool?.close();
  }

  /** @throws ExchangeFailed */
  private async sendOnce(
    request: S3Request,
    signal: AbortSignal | undefined,
    signing: Signing = {},
  ): Promise<S3Answer> {
    if (signal?.aborted) throw new ExchangeFailed('aborted', false);
    const { maxObjectBytes = DEFAULT_MAX_OBJECT_BYTES } = this.config;
    const maxBodyBytes = maxAnswerBytes(request, maxObjectBytes);
    const exchange = new Exchange({ maxBodyBytes, buffered: this.buffered });
    const sentAt = this.clock.monotonic();
    const cancelTimer = this.clock.after(this.timeoutMs, () => exchange.giveUp('timeout'));
    const abort = () => exchange.giveUp('aborted');
    signal?.addEventListener('abort', abort, { once: true });
    try {
      void this.start(request, exchange, signing);
      const answer = await exchange.answer;
      this.serverClock.learn(answerHeader(answer, 'date'), sentAt);
      return answer;
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

  /** Never rejects: a failure is the exchange's. */
  private async start(request: S3Request, exchange: Exchange, signing: Signing): Promise<void> {
    try {
      const address = await this.access.resolve();
      this.host = address.host;
      const credentials = await this.access.currentCredentials();
      if (exchange.over) return;
      signing.credentials = credentials;
      const { method, path, headers } = this.access.sign(
        request,
        address,
        credentials,
        this.serverClock.now(),
      );
      const query = request.query === undefined ? '' : `?${buildQueryString(request.query)}`;
      this.connections(address).send(
        { method, path: path + query, headers, body: request.body ?? null, reset: false },
        exchange,
      );
    } catch (error) {
      exchange.fail(error);
    }
  }

  private connections({ origin }: S3Address): ConnectionPool {
    if (this.closed) throw new ExchangeFailed('closed', false);
    if (this.pool !== undefined) return this.pool;
    const {
      proxies = NO_PROXIES,
      maxSockets = DEFAULT_MAX_SOCKETS,
      maxWaiting = DEFAULT_MAX_WAITING,
    } = this.config;
    const proxy = proxyFor(origin, proxies);
    this.pool = new ConnectionPool(origin, {
      maxSockets,
      maxWaiting,
      connectTimeoutMs: this.timeoutMs,
      proxy,
    });
    return this.pool;
  }
}
