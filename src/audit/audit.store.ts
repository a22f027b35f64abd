import { OldestFirst } from '../domain/text/oldest-first.js';
import type { Clock } from '../runtime/clock.js';
import { confirmedPut, patientRead, type CallBudget } from '../store/confirmed-calls.js';
import type { ObjectStore } from '../store/object-store.port.js';
import { StoreError } from '../store/store-error.js';
import { AUDIT_CONTENT_TYPE, decodeEntry, encodeEntry } from './audit-codec.js';
import { auditKey, LAST_TIME, timeOf, type AuditEntry } from './audit-entry.js';
import { AuditListing } from './audit-listing.js';
import type { AuditPage, AuditQuery } from './audit-query.js';

/** Entries read for one page at the most. A page that ends there is shorter, and its token goes on. */
const MAX_READ = 2_000;

/** Entries read at once. */
const READ_AT_ONCE = 50;

/** Entries kept in memory. They are never changed, so what was read once is right for good. */
const MAX_CACHED = 10_000;

/** An id, and its entry; `null`: what lies there cannot be read as one. */
type Read = [id: string, entry: AuditEntry | null];

/** The audit as it lies in the store: one object an entry, written once. */
export class AuditStore {
  private readonly listing: AuditListing;
  private readonly cache = new OldestFirst<AuditEntry>();

  constructor(
    private readonly store: ObjectStore,
    private readonly clock: Clock,
    private readonly budget: CallBudget,
  ) {
    this.listing = new AuditListing(store, clock, budget);
  }

  /** @throws StoreError where the entry is not stored for certain: the change must not be made. */
  async append(entry: AuditEntry): Promise<void> {
    const options = { condition: 'absent', contentType: AUDIT_CONTENT_TYPE, metadata: {} } as const;
    const [key, bytes] = [auditKey(entry.audit_id), encodeEntry(entry)];
    const { outcome } = await confirmedPut(this.store, this.clock, this.budget, key, bytes, options);
    if (outcome === 'conflict') {
      const details = { outcomeUnknown: false, retryable: false };
      throw new StoreError(`another object has the key ${key}`, details);
    }
    this.keep(entry);
  }

  /** @throws StoreError where the store does not list the entries. */
  async page(query: AuditQuery): Promise<AuditPage> {
    const items: AuditEntry[] = [];
    const unreadable: string[] = [];
    let read = 0;
    let last: string | null = null;
    for await (const [id, entry] of this.entriesOf(query)) {
      const wanted = entry === null || matches(entry, query);
      if (read === MAX_READ || (wanted && items.length + unreadable.length === query.limit)) {
        return { items, unreadable, next: last };
      }
      if (entry === null) unreadable.push(id);
      else if (wanted) items.push(entry);
      last = id;
      read++;
    }
    return { items, unreadable, next: null };
  }

  /** What lies in the time that is asked for, newest first, read in batches. */
  private async *entriesOf({ from = 0, to = LAST_TIME, before, limit }: AuditQuery): AsyncGenerator<Read> {
    const end = before === undefined ? to : Math.min(to, timeOf(before) + 1);
    // One more than the page holds tells whether there is a next one.
    const size = Math.min(READ_AT_ONCE, limit + 1);
    let batch: string[] = [];
    for await (const id of this.listing.newestFirst({ start: Math.max(0, from), end })) {
      if (before !== undefined && id >= before) continue;
      batch.push(id);
      if (batch.length < size) continue;
      yield* await this.readAll(batch);
      batch = [];
    }
    yield* await this.readAll(batch);
  }

  private async readAll(ids: string[]): Promise<Read[]> {
    const entries = await Promise.all(ids.map((id) => this.read(id)));
    // One that is missing was listed and is gone since, by a rule of the bucket.
    return entries.flatMap<Read>((entry, index) => (entry === 'gone' ? [] : [[ids[index]!, entry]]));
  }

  private async read(id: string): Promise<AuditEntry | null | 'gone'> {
    const cached = this.cache.get(id);
    if (cached !== undefined) return cached;
    try {
      const read = await patientRead(this.clock, this.budget, (signal) =>
        this.store.get(auditKey(id), { signal }),
      );
      if (read.outcome === 'missing') return 'gone';
      const entry = decodeEntry(id, read.object.bytes);
      if (entry !== null) this.keep(entry);
      return entry;
    } catch (error) {
      // The store refuses this one for good: it is archived, or its key is denied.
      if (error instanceof StoreError && !error.retryable && !error.overloaded) return null;
      throw error;
    }
  }

  private keep(entry: AuditEntry): void {
    this.cache.set(entry.audit_id, entry);
    this.cache.keepLatest(MAX_CACHED);
  }
}

function matches(entry: AuditEntry, { actor, actions, traceId, jobId }: AuditQuery): boolean {
  return (
    (actor === undefined || entry.actor.name === actor) &&
    (actions === undefined || actions.includes(entry.action)) &&
    (traceId === undefined || entry.target.trace_id === traceId) &&
    (jobId === undefined || entry.target.job_id === jobId)
  );
}
