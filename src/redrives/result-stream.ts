import { WINDOW } from './run/result-book.js';
import type { Result } from './store/shards.js';

/**
 * The results of a job in the order of its members, of which only a part is in memory. A member is begun only where fewer
 * than WINDOW members lie between it and the first one without a stored result. So a member has no result where one that
 * is so much later has one.
 */
export class ResultStream {
  private readonly held = new Map<number, Result>();
  private next = 0;
  private latest = -1;
  private isRead = false;
  private lacks = false;

  /** @param shards in the order in which they were written; `null`: it cannot be read */
  constructor(private readonly shards: AsyncIterator<readonly Result[] | null, unknown, undefined>) {}

  /** Whether a part of the results that were needed so far cannot be read. */
  get isPartial(): boolean {
    return this.lacks;
  }

  /**
   * @param n of a member; each call asks for a later one
   * @returns `null`: it has no result
   * @throws StoreError
   */
  async of(n: number): Promise<Result | null> {
    this.next = n;
    while (!this.held.has(n) && !this.isRead && this.latest < n + WINDOW) await this.readOn();
    const result = this.held.get(n) ?? null;
    this.held.delete(n);
    return result;
  }

  private async readOn(): Promise<void> {
    const { done, value } = await this.shards.next();
    if (done === true) {
      this.isRead = true;
    } else if (Array.isArray(value)) {
      for (const result of value as readonly Result[]) this.hold(result);
    } else {
      this.lacks = true;
    }
  }

  private hold(result: Result): void {
    this.latest = Math.max(this.latest, result.n);
    // The first result of a member counts.
    if (result.n >= this.next && !this.held.has(result.n)) this.held.set(result.n, result);
  }
}
