import { suffixOfTraceId, traceIdOfKey } from '../domain/letter/trace-id.js';
import { isOpen, type Summary } from './summary.js';

/**
 * Summaries by name. The index key is the suffix of the trace id, so that the two records of one event are found
 * together and a million names are not stored twice. All summaries are in one array, because most callers visit all of
 * them.
 */
export class SummaryIndex {
  private readonly rows: Array<Summary | undefined> = [];
  private readonly free: number[] = [];
  private readonly slots = new Map<string, number | number[]>();
  private readonly crowded = new Set<string>();

  get size(): number {
    return this.rows.length - this.free.length;
  }

  get(name: string): Summary | undefined {
    const row = this.rowOf(name);
    return row === undefined ? undefined : this.rows[row];
  }

  set(summary: Summary): void {
    const known = this.rowOf(summary.name);
    if (known !== undefined) {
      this.rows[known] = summary;
      return;
    }
    const row = this.free.pop() ?? this.rows.length;
    this.rows[row] = summary;
    const id = slotOf(summary.name);
    const slot = this.slots.get(id);
    this.fill(id, slot === undefined ? row : [slot, row].flat());
  }

  delete(name: string): void {
    const row = this.rowOf(name);
    if (row === undefined) return;
    this.rows[row] = undefined;
    this.free.push(row);
    const id = slotOf(name);
    const rest = [this.slots.get(id) ?? []].flat().filter((other) => other !== row);
    this.fill(id, rest.length === 1 ? rest[0]! : rest);
  }

  *values(): IterableIterator<Summary> {
    for (const summary of this.rows) if (summary !== undefined) yield summary;
  }

  /** Calls `visit` for each summary. Faster than `values` for many. */
  forEach(visit: (summary: Summary) => void): void {
    for (const summary of this.rows) if (summary !== undefined) visit(summary);
  }

  /** Unresolved records of one suffix, the oldest first, for each suffix that has several. */
  *twins(): IterableIterator<Summary[]> {
    for (const id of this.crowded) {
      const open = this.openIn(id);
      if (open.length > 1) yield open;
    }
  }

  /** The unresolved records of the same suffix, the oldest first, the one of `name` included. */
  twinsOf(name: string): Summary[] {
    return this.openIn(slotOf(name));
  }

  /** The unresolved records of this suffix, the oldest first. */
  unresolvedOf(suffix: string): Summary[] {
    return this.openIn(suffix);
  }

  private rowOf(name: string): number | undefined {
    const slot = this.slots.get(slotOf(name));
    if (typeof slot === 'number') return this.rows[slot]?.name === name ? slot : undefined;
    return slot?.find((row) => this.rows[row]?.name === name);
  }

  private openIn(id: string): Summary[] {
    return [this.slots.get(id) ?? []]
      .flat()
      .flatMap((row) => this.rows[row] ?? [])
      .filter(isOpen)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  private fill(id: string, slot: number | number[]): void {
    const several = typeof slot !== 'number';
    if (several && slot.length === 0) this.slots.delete(id);
    else this.slots.set(id, slot);
    if (several && slot.length > 1) this.crowded.add(id);
    else this.crowded.delete(id);
  }
}

/** Two objects with one trace id of the tutorial's program, in the partitions of two zones, are one event as well. */
function slotOf(name: string): string {
  return suffixOfTraceId(name) ?? traceIdOfKey(name) ?? name;
}
