import type { IngestOutcome } from '../ledger/ingest-outcome.js';

/** How an event that was delivered again was known. */
export type DuplicateKind = 'in_flight' | 'received' | 'dead_lettered' | 'processed';

/** How many events came in since the start and what became of them, for whoever shows figures. */
export class IngestCounts {
  readonly outcomes = new Map<IngestOutcome['kind'], number>();
  /** Deliveries of an event that was known; they are in `outcomes` too. */
  readonly duplicates = new Map<DuplicateKind, number>();

  countOutcome({ kind }: IngestOutcome): void {
    this.outcomes.set(kind, (this.outcomes.get(kind) ?? 0) + 1);
  }

  countDuplicate(kind: DuplicateKind): void {
    this.duplicates.set(kind, (this.duplicates.get(kind) ?? 0) + 1);
  }
}
