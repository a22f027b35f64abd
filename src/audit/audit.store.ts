import { confirmedPut, patientRead, type CallBudget } from '../store/confirmed-calls.js';
import type { ObjectStore } from '../store/object-store.port.js';
import type { Clock } from '../runtime/clock.js';
import { AuditDays, timeOf } from './audit-days.js';
import { auditKey, type AuditEntry } from './audit-entry.js';
import type { AuditPage, AuditQuery } from './audit.port.js';

/** Entries read for one page at the most. A page that ends there is shorter, and its token goes on. */
const MAX_READ = 2_000;

/** Entries read at once. */
const READ_AT_ONCE = 32;

/** Another replica's clock may be ahead of ours by this, milliseconds. */
const LATEST_AHEAD_MS = 86_400_000;

/** Entries kept in memory. They are never changed, so what was read once is right for good. */
const MAX_CACHED = 10_000;

/** The audit as it lies in the store: one object an entry, written once. */
export class AuditStore {
  private readonly days: AuditDays;
  private readonly cache = new Map<string, AuditEntry | null>();

  constructor(
    private readonly store: ObjectStore,
    private readonly clock: Clock,
    private readonly budget: CallBudget,
  ) {
    this.days = new AuditDays(store);
  }

  /** @throws StoreError where the entry is not stored for certain: the change must not be made. */
  async append(entry: AuditEntry): Promise<void> {
    const bytes = Buffer.from(JSON.stringify(entry), 'utf8');
    const options = { condition: 'absent', contentType: 'application/json', metadata: {} } as const;
    await confirmedPut(this.store, this.clock, this.budget, auditKey(entry.audit_id), bytes, options);
    this.keep(entry.audit_id, entry);
  }

  /** @throws StoreError where the store does not answer. */
  async page(query: AuditQuery): Promise<AuditPage> {
    const items: AuditEntry[] = [];
    let read = 0;
    let last: string | null = null;
    for await (const [id, entry] of this.entriesOf(query)) {
      if (entry !== null && matches(entry, query)) {
        if (items.length === query.limit) return { items, next: items.at(-1)!.audit_id };
        items.push(entry);
      }
      last = id;
      if (++read === MAX_READ) return { items, next: last };
    }
    return { items, next: null };
  }

  /** What lies in the time that is asked for, newest first, read in batches. */
  private async *entriesOf(query: AuditQuery): AsyncGenerator<[id: string, entry: AuditEntry | null]> {
    const { from = 0, before } = query;
    const latest = Math.min(query.to ?? Infinity, this.clock.now() + LATEST_AHEAD_MS);
    const to = before === undefined ? latest : Math.min(latest, timeOf(before));
    // One more than the page holds tells whether there is a next one.
    const size = Math.min(READ_AT_ONCE, query.limit + 1);
    let batch: string[] = [];
    for await (const id of this.days.newestFirst(from, to)) {
      const at = timeOf(id);
      if (at < from) break;
      if (at > to || (before !== undefined && id >= before)) continue;
      batch.push(id);
      if (batch.length < size) continue;
      yield* await this.readAll(batch);
      batch = [];
    }
    yield* await this.readAll(batch);
  }

  private readAll(ids: string[]): Promise<Array<[id: string, entry: AuditEntry | null]>> {
    return Promise.all(ids.map(async (id) => [id, await this.read(id)] as [string, AuditEntry | null]));
  }

  /** `null`: it cannot be read as an entry, and is left out. */
  private async read(id: string): Promise<AuditEntry | null> {
    const cached = this.cache.get(id);
    if (cached !== undefined) return cached;
    const read = await patientRead(this.clock, this.budget, (signal) =>
      this.store.get(auditKey(id), { signal }),
    );
    const entry = read.outcome === 'found' ? entryOf(read.object.bytes) : null;
    this.keep(id, entry);
    return entry;
  }

  private keep(id: string, entry: AuditEntry | null): void {
    this.cache.set(id, entry);
    const [oldest] = this.cache.keys();
    if (this.cache.size > MAX_CACHED && oldest !== undefined) this.cache.delete(oldest);
  }
}

function entryOf(bytes: Uint8Array): AuditEntry | null {
  try {
    const entry = JSON.parse(Buffer.from(bytes).toString('utf8')) as AuditEntry;
    return typeof entry.audit_id === 'string' && typeof entry.action === 'string' ? entry : null;
  } catch {
    return null;
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
