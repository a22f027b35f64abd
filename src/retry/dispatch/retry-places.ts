/** `person`: somebody waits for the answer. `schedule`: the sweep, or a queue. */
export type PlaceTaker = 'person' | 'schedule';

type Waiter = (release: () => void) => void;

/**
 * The attempts that may be under way at once on this replica, shared by retry pages and the schedule. People come
 * first: a page waits for attempts that are under way, never for those that wait themselves.
 */
export class RetryPlaces {
  private free: number;
  private readonly waiting: Record<PlaceTaker, Set<Waiter>> = { person: new Set(), schedule: new Set() };

  /** @param count attempts at once */
  constructor(count: number) {
    this.free = count;
  }

  /**
   * Waits for a place. The returned function gives it back, and does so once however often it is called.
   *
   * @throws the signal's reason when it aborts first.
   */
  async take(who: PlaceTaker, signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.free > 0) {
      this.free--;
      return this.ticket();
    }
    const queue = this.waiting[who];
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        queue.delete(waiter);
        reject(signal?.reason as Error);
      };
      const waiter: Waiter = (release) => {
        signal?.removeEventListener('abort', giveUp);
        resolve(release);
      };
      queue.add(waiter);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  private ticket(): () => void {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.pass();
    };
  }

  private pass(): void {
    const queue = this.waiting.person.size > 0 ? this.waiting.person : this.waiting.schedule;
    const [next] = queue;
    if (next === undefined) {
      this.free++;
      return;
    }
    queue.delete(next);
    next(this.ticket());
  }
}
