import { suffixOfTraceId, traceIdOfKey } from '../domain/letter/trace-id.js';
import { isKept, isOpen, type Summary } from './summary.js';

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

  /** The kept records of one suffix, the oldest first, for each suffix that has several and an unresolved one. */
  *twins(): IterableIterator<Summary[]> {
    for (const id of this.crowded) {
      const kept = this.keptOf(id);
      if (kept.length > 1 && kept.some(isOpen)) yield kept;
    }
  }

  /** The kept records of the same suffix, the oldest first, the one of `name` included; empty where none is open. */
  twinsOf(name: string): Summary[] {
    const kept = this.keptOf(slotOf(name));
    return kept.some(isOpen) ? kept : [];
  }

  /** The kept records of this suffix, the oldest first. */
  keptOf(suffix: string): Summary[] {
    return [this.slots.get(suffix) ?? []]
      .flat()
      .flatMap((row) => this.rows[row] ?? [])
      .filter(isKept)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  private rowOf(name: string): number | undefined {
    const slot = this.slots.get(slotOf(name));
    if (typeof slot === 'number') return this.rows[slot]?.name === name ? slot : undefined;
    return slot?.find((row) => this.rows[row]?.name === name);
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
