import type { Clock } from '../runtime/clock.js';
import type { IssuedToken } from './token-client.js';

/** A token is replaced this long before it expires, milliseconds (contract, section 4). */
const REFRESH_BEFORE_MS = 30_000;

/** Keeps the access token in memory. However many callers wait for a token, only one request is in flight. */
export class TokenCache {
  #current: { token: string; refreshAt: number } | undefined;
  private pending: Promise<{ token: string }> | undefined;

  /** @param fetch asks for a token; it has a time limit of its own */
  constructor(
    private readonly fetch: () => Promise<IssuedToken>,
    private readonly clock: Clock,
  ) {}

  /**
   * Returns a token that is valid for another 30 s. A token with a shorter life is used for half of it.
   *
   * @param signal ends this caller's wait; the request goes on for the others
   * @throws what `fetch` throws (a failure is not kept: the next caller asks again), the signal's reason.
   */
  async get(signal?: AbortSignal): Promise<string> {
    signal?.throwIfAborted();
    const current = this.#current;
    if (current && this.clock.monotonic() < current.refreshAt) return current.token;
    this.pending ??= this.refresh();
    return (await unlessAborted(this.pending, signal)).token;
  }

  /** Drops `token`. A newer one that another caller got in the meantime stays. */
  invalidate(token: string): void {
    if (this.#current?.token === token) this.#current = undefined;
  }

  private refresh(): Promise<{ token: string }> {
    const request = this.fetch()
      .then(({ token, expiresAt }) => {
        const lifeMs = expiresAt - this.clock.now();
        const usableMs = lifeMs > REFRESH_BEFORE_MS ? lifeMs - REFRESH_BEFORE_MS : lifeMs / 2;
        return (this.#current = { token, refreshAt: this.clock.monotonic() + usableMs });
      })
      .finally(() => (this.pending = undefined));
    // The request may fail after every caller has stopped waiting, so the rejection needs a handler here.
    request.catch(() => {});
    return request;
  }
}

/** Settles as `work` does, or rejects with the signal's reason, whichever comes first. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason as Error);
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
