import { Pool, type Dispatcher } from 'undici';
import { NoAnswer, type Exchange } from './exchange.js';

export interface PoolLimits {
  maxSockets: number;
  /** Requests that wait for a socket. */
  maxWaiting: number;
  connectTimeoutMs: number;
}

type HttpRequest = Pick<Dispatcher.DispatchOptions, 'body' | 'headers' | 'method' | 'path'>;

interface Job {
  request: HttpRequest;
  exchange: Exchange;
}

/**
 * Kept-alive connections to one server, bounded, with a bounded line before them. The line is ours and not undici's:
 * there, what was given up waits on, and costs a connection when its turn comes.
 */
export class ConnectionPool {
  private readonly pool: Pool;
  private readonly line = new Set<Job>();
  private underWay = 0;

  constructor(
    origin: string,
    private readonly limits: PoolLimits,
  ) {
    this.pool = new Pool(origin, {
      connections: limits.maxSockets,
      connectTimeout: limits.connectTimeoutMs,
      // A second request on a connection that breaks would be in doubt as well.
      pipelining: 1,
      // An exchange has a deadline of its own, over all of it.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /** @throws NoAnswer when too many wait already. */
  send(request: HttpRequest, exchange: Exchange): void {
    const job = { request, exchange };
    if (this.underWay < this.limits.maxSockets) {
      this.begin(job);
      return;
    }
    if (this.line.size >= this.limits.maxWaiting) {
      throw new NoAnswer(`${this.line.size} requests wait for a connection`, false, true);
    }
    this.line.add(job);
    const leave = () => this.line.delete(job);
    exchange.answer.then(leave, leave);
  }

  /** Breaks what is under way. */
  async close(): Promise<void> {
    for (const { exchange } of this.line) exchange.giveUp('closed');
    await this.pool.destroy();
  }

  private begin({ request, exchange }: Job): void {
    this.underWay += 1;
    exchange.onReleased = () => {
      this.underWay -= 1;
      this.beginNext();
    };
    // undici closes a connection after a HEAD unless told to keep it.
    this.pool.dispatch({ ...request, reset: false }, exchange);
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
