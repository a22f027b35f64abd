/** Slots beyond which two become one, so that memory stays bounded however far apart the times are. */
const MAX_SLOTS = 100_000;

/** The length of a slot at first, milliseconds. */
const FIRST_SLOT_MS = 1_000;

/**
 * Counts points in time that come and go, without keeping each of them: times of one slot are counted together. A slot is
 * a second. With more than MAX_SLOTS slots they become longer, and stay under a 50,000th of the time from the first to
 * the last.
 */
export class TimeCounts {
  private counts = new Map<number, number>();
  private slotMs = FIRST_SLOT_MS;
  /** The first slot with a count; `null`: not known, because that slot became empty. */
  private first: number | null = null;

  /** @param time milliseconds since the epoch; one more, or where `by` is -1 one less */
  add(time: number, by: 1 | -1): void {
    const slot = Math.floor(time / this.slotMs);
    const count = (this.counts.get(slot) ?? 0) + by;
    if (count > 0) {
      this.counts.set(slot, count);
      if (this.first !== null && slot < this.first) this.first = slot;
      if (this.counts.size > MAX_SLOTS) this.lengthen();
      return;
    }
    this.counts.delete(slot);
    if (slot === this.first) this.first = null;
    if (this.counts.size === 0) this.clear();
  }

  clear(): void {
    this.counts.clear();
    this.slotMs = FIRST_SLOT_MS;
    this.first = null;
  }

  /** The earliest time, milliseconds since the epoch, or up to the length of a slot before it; `null`: there is none. */
  earliest(): number | null {
    if (this.counts.size === 0) return null;
    this.first ??= this.firstSlot();
    return this.first * this.slotMs;
  }

  /** How many times are not after this one. What is due within the length of a slot may be counted already. */
  countUntil(time: number): number {
    const last = Math.floor(time / this.slotMs);
    let sum = 0;
    for (const [slot, count] of this.counts) if (slot <= last) sum += count;
    return sum;
  }

  private firstSlot(): number {
    let first = Infinity;
    for (const slot of this.counts.keys()) if (slot < first) first = slot;
    return first;
  }

  private lengthen(): void {
    const before = this.counts;
    this.slotMs *= 2;
    this.counts = new Map();
    this.first = null;
    for (const [slot, count] of before) {
      const half = Math.floor(slot / 2);
      this.counts.set(half, (this.counts.get(half) ?? 0) + count);
    }
  }
}
