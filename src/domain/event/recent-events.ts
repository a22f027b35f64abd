export interface RecentEventsPolicy {
  /** How long an event is remembered, milliseconds; 0: not at all. */
  windowMs: number;
  /** Events that are remembered; the one that was noted first gives way. */
  max: number;
}

/** Which events passed a short while ago, so that one that is delivered again is known. In memory, and bounded. */
export class RecentEvents {
  /** When each was noted, by identity; the one noted first comes first. */
  private readonly notedAt = new Map<string, number>();

  constructor(private readonly policy: RecentEventsPolicy) {}

  get size(): number {
    return this.notedAt.size;
  }

  /** @param now the monotonic clock, milliseconds, here and below */
  note(identity: string, now: number): void {
    const { windowMs, max } = this.policy;
    if (windowMs === 0 || max === 0) return;
    // Behind all others: the order is that of time.
    this.notedAt.delete(identity);
    this.notedAt.set(identity, now);
    for (const [oldest, at] of this.notedAt) {
      if (this.notedAt.size <= max && now - at < windowMs) break;
      this.notedAt.delete(oldest);
    }
  }

  forget(identity: string): void {
    this.notedAt.delete(identity);
  }

  has(identity: string, now: number): boolean {
    const at = this.notedAt.get(identity);
    return at !== undefined && now - at < this.policy.windowMs;
  }
}
