import type { ProxyServer } from '../../config/proxy-config.js';
import { type Exchange } from './exchange.js';
import { ExchangeFailed } from './s3-answer.js';
import { wayOut, type DispatchedRequest, type WayOut } from './way-out.js';

export interface PoolLimits {
  maxSockets: number;
  /** Requests that wait for a socket. */
  maxWaiting: number;
  connectTimeoutMs: number;
  /** The proxies on the way to the server. Absent: none. */
  proxy?: ProxyServer | null;
}

interface Job {
  request: DispatchedRequest;
  exchange: Exchange;
}

/**
 * A limited number of kept-alive connections to one server, with a queue of limited length. The queue is not undici's:
 * undici keeps aborted requests in its queue, and closes a connection when it reaches one.
 */
export class ConnectionPool {
  private readonly way: WayOut;
  private readonly line = new Set<Job>();
  private underWay = 0;

  constructor(
    origin: string,
    private readonly limits: PoolLimits,
  ) {
    const { maxSockets: connections, connectTimeoutMs, proxy = null } = limits;
    this.way = wayOut(origin, { connections, connectTimeoutMs, proxy });
  }

  /** @throws ExchangeFailed when too many wait already. */
  send(request: DispatchedRequest, exchange: Exchange): void {
    const job = { request, exchange };
    if (this.underWay < this.limits.maxSockets) {
      this.begin(job);
      return;
    }
    if (this.line.size >= this.limits.maxWaiting) {
      throw new ExchangeFailed(`${this.line.size} requests wait for a connection`, false, true);
    }
    this.line.add(job);
    const leave = () => this.line.delete(job);
    exchange.answer.then(leave, leave);
  }

  /** Aborts all requests that have not ended. */
  async close(): Promise<void> {
    for (const { exchange } of this.line) exchange.giveUp('closed');
    await this.way.dispatcher.destroy();
  }

  private begin({ request, exchange }: Job): void {
    this.underWay += 1;
    exchange.onReleased = () => {
      this.underWay -= 1;
      this.beginNext();
    };
    this.way.dispatcher.dispatch(this.way.prepare(request), exchange);
  }

  private beginNext(): void {
    for (const job of this.line) {
      this.line.delete(job);
      if (job.exchange.over) continue;
      this.begin(job);
      return;
    }
  }
}
