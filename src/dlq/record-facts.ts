import type { Masking } from '../domain/masking/masking.js';
import type { Facts, FactTypes } from '../runtime/facts.js';
import { deadLettered } from './dead-lettered.js';

/** A reading that is under way. `outdated`: the object was changed here, or read again, since it began. */
interface OpenReading {
  outdated: boolean;
}

type WrittenRecord = Omit<Extract<FactTypes['record_changed'], { change: 'written' }>, 'change'>;

/**
 * Tells of records that are written, removed and read. A reading that is outdated when it ends is not told: it must
 * not replace what is known since.
 */
export class RecordFacts {
  private readonly open = new Map<string, Set<OpenReading>>();

  constructor(
    private readonly facts: Facts | undefined,
    private readonly masking: Masking,
  ) {}

  /** The store has confirmed a write of this process. */
  written(record: WrittenRecord): void {
    this.changed({ change: 'written', ...record });
    const fact = deadLettered(record.before?.letter.status ?? null, record.letter, this.masking);
    if (fact !== null) this.facts?.tell('dead_lettered', fact);
  }

  /** The store has confirmed that the record is gone, by this process. */
  removed(key: string): void {
    this.changed({ change: 'removed', key });
  }

  /** Runs `read` and tells what it brings. @throws what `read` throws */
  async reading<T extends FactTypes['record_read']>(key: string, read: () => Promise<T>): Promise<T> {
    const reading = { outdated: false };
    const others = this.open.get(key) ?? new Set();
    this.open.set(key, others.add(reading));
    try {
      const result = await read();
      if (!reading.outdated) this.found(result);
      return result;
    } finally {
      others.delete(reading);
      if (others.size === 0) this.open.delete(key);
    }
  }

  private changed(fact: FactTypes['record_changed']): void {
    this.outdate(fact.key);
    this.facts?.tell('record_changed', fact);
  }

  private found(fact: FactTypes['record_read']): void {
    // A reading that began before and ends later may bring what was there before.
    if (fact.outcome === 'found') this.outdate(fact.key);
    this.facts?.tell('record_read', fact);
  }

  private outdate(key: string): void {
    for (const reading of this.open.get(key) ?? []) reading.outdated = true;
  }
}
