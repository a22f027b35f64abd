import { OldestFirst } from '../text/oldest-first.js';

export interface RecentEventsPolicy {
  /** How long an event is remembered, milliseconds; 0: not at all. */
  windowMs: number;
  /** Events that are remembered; the one that was noted first gives way. */
  max: number;
}

/** Which events passed a short while ago, so that one that is delivered again is known. In memory, and bounded. */
export class RecentEvents {
  /** When each was noted, by identity. */
  private readonly notedAt = new OldestFirst<number>();

  constructor(private readonly policy: RecentEventsPolicy) {}

  get size(): number {
    return this.notedAt.size;
  }

  /** @param now the monotonic clock, milliseconds, here and below */
  note(identity: string, now: number): void {
    const { windowMs, max } = this.policy;
    if (windowMs === 0 || max === 0) return;
    this.notedAt.set(identity, now);
    this.notedAt.keepLatest(max);
    for (let { oldest } = this.notedAt; oldest !== undefined; { oldest } = this.notedAt) {
      const [first, at] = oldest;
      if (now - at < windowMs) break;
      this.notedAt.delete(first);
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
