import type { ObjectStore } from '../store/object-store.port.js';
import { AUDIT_PREFIX, auditIdOfKey, dayPrefix } from './audit-entry.js';

const DAY_MS = 86_400_000;
const PAGE = 1_000;

/** Replicas' clocks differ and writes land late: so far back an id may still appear, milliseconds. */
const LATE_MS = 600_000;

/** Days whose ids are kept. The one that was asked for first gives way. */
const MAX_DAYS = 40;

/** The ids of audit entries by day. What was listed once is not listed again, since entries are never changed. */
export class AuditDays {
  private readonly days = new Map<string, string[]>();

  constructor(private readonly store: ObjectStore) {}

  /**
   * The ids from the newest to the oldest, day by day.
   *
   * @param to milliseconds since the epoch, the day that is looked at first
   * @throws StoreError where the store does not answer.
   */
  async *newestFirst(from: number, to: number): AsyncGenerator<string> {
    const earliest = await this.earliest();
    if (earliest === null) return;
    const oldest = Math.max(from, earliest);
    for (let day = startOfDay(to); day >= startOfDay(oldest); day -= DAY_MS) {
      const ids = await this.idsOf(day);
      for (let at = ids.length - 1; at >= 0; at--) yield ids[at]!;
    }
  }

  private async earliest(): Promise<number | null> {
    const { entries } = await this.store.list({ prefix: AUDIT_PREFIX, limit: PAGE });
    const ids = entries.flatMap(({ key }) => auditIdOfKey(key) ?? []);
    return ids.length === 0 ? null : timeOf(ids[0]!);
  }

  private async idsOf(day: number): Promise<string[]> {
    const prefix = dayPrefix(day);
    const known = this.days.get(prefix) ?? [];
    const newest = known.at(-1);
    const since = newest === undefined ? day : Math.max(day, timeOf(newest) - LATE_MS);
    const kept = known.filter((id) => timeOf(id) < since);
    let startAfter = `${prefix}${String(since).padStart(13, '0')}`;
    for (;;) {
      const page = await this.store.list({ prefix, startAfter, limit: PAGE });
      for (const { key } of page.entries) {
        const id = auditIdOfKey(key);
        if (id !== null) kept.push(id);
        startAfter = key;
      }
      if (!page.truncated) break;
    }
    this.days.delete(prefix);
    this.days.set(prefix, kept);
    const [first] = this.days.keys();
    if (this.days.size > MAX_DAYS && first !== undefined) this.days.delete(first);
    return kept;
  }
}

/** Milliseconds since the epoch. */
export function timeOf(auditId: string): number {
  return Number(auditId.slice(0, 13));
}

function startOfDay(at: number): number {
  return at - (at % DAY_MS);
}
