import type { Clock } from '../../runtime/clock.js';
import type { Log } from '../../runtime/logger.js';
import type { SchemaUnit } from './schema-unit.js';

/**
 * A schema is quarantined when its score reaches this. A check that exceeds its limits adds one; an event has two
 * checks.
 */
const MAX_STRIKES = 6;

/** This many good checks take one off the score. */
const GOOD_FOR_ONE = 10;

/** How long a quarantine lasts, milliseconds. */
export const QUARANTINE_MS = 60_000;

interface Entry {
  file: string;
  strikes: number;
  /** Ends the quarantine's timer; `null`: there is no quarantine. */
  cancel: (() => void) | null;
}

/** Stops checks by a schema whose checks exceed their limits repeatedly, so that it does not delay all others. */
export class Quarantines {
  /** By the schema's key, so that a corrected schema starts without a score. */
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** The names of the quarantined schemas. */
  get files(): string[] {
    return [...this.entries.values()].filter(({ cancel }) => cancel !== null).map(({ file }) => file);
  }

  has({ key }: SchemaUnit): boolean {
    return this.entries.get(key)?.cancel != null;
  }

  noteGood({ key }: SchemaUnit): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    entry.strikes -= 1 / GOOD_FOR_ONE;
    if (entry.strikes <= 0 && entry.cancel === null) this.entries.delete(key);
  }

  noteExceeded({ key, file }: SchemaUnit): void {
    const entry = this.entries.get(key) ?? { file, strikes: 0, cancel: null };
    this.entries.set(key, entry);
    entry.strikes++;
    if (entry.cancel !== null || entry.strikes < MAX_STRIKES) return;
    this.log.error('schema_quarantined', { file, for_ms: QUARANTINE_MS });
    entry.cancel = this.clock.after(QUARANTINE_MS, () => {
      // The next event whose checks exceed their limits begins another quarantine.
      entry.strikes = MAX_STRIKES - 2;
      entry.cancel = null;
      this.log.info('schema_released', { file });
    });
  }

  /** Ends all timers. */
  stop(): void {
    for (const { cancel } of this.entries.values()) cancel?.();
    this.entries.clear();
  }
}
