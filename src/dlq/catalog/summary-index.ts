import { identityOfTraceId } from '../../domain/trace-id.js';
import { isOpen, type Summary } from './summary.js';

/**
 * Summaries by name. They are kept under the event's identity, which the trace id ends in: so two records of one
 * event are found together, and a million names are not kept twice.
 */
export class SummaryIndex {
  private readonly slots = new Map<string, Summary | Summary[]>();
  private readonly crowded = new Set<string>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  get(name: string): Summary | undefined {
    const slot = this.slots.get(slotOf(name));
    if (slot === undefined) return undefined;
    if (Array.isArray(slot)) return slot.find((summary) => summary.name === name);
    return slot.name === name ? slot : undefined;
  }

  set(summary: Summary): void {
    const id = slotOf(summary.name);
    const others = this.othersIn(id, summary.name);
    if (others.total === others.rest.length) this.count++;
    this.put(id, [...others.rest, summary]);
  }

  delete(name: string): void {
    const id = slotOf(name);
    const others = this.othersIn(id, name);
    if (others.total === others.rest.length) return;
    this.count--;
    this.put(id, others.rest);
  }

  *values(): IterableIterator<Summary> {
    for (const slot of this.slots.values()) {
      if (Array.isArray(slot)) yield* slot;
      else yield slot;
    }
  }

  /** Calls `visit` for each; quicker than `values` where there are many. */
  forEach(visit: (summary: Summary) => void): void {
    for (const slot of this.slots.values()) {
      if (Array.isArray(slot)) slot.forEach(visit);
      else visit(slot);
    }
  }

  /** Unresolved records of the same event, the oldest first, for each event that has several. */
  *twins(): IterableIterator<Summary[]> {
    for (const id of this.crowded) {
      const open = this.openIn(id);
      if (open.length > 1) yield open;
    }
  }

  /** The unresolved records of the same event, the oldest first, the one of `name` included. */
  twinsOf(name: string): Summary[] {
    return this.openIn(slotOf(name));
  }

  private openIn(id: string): Summary[] {
    const slot = this.slots.get(id);
    const all = slot === undefined ? [] : Array.isArray(slot) ? slot : [slot];
    return all.filter(isOpen).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  private othersIn(id: string, name: string): { rest: Summary[]; total: number } {
    const slot = this.slots.get(id);
    const all = slot === undefined ? [] : Array.isArray(slot) ? slot : [slot];
    return { rest: all.filter((summary) => summary.name !== name), total: all.length };
  }

  private put(id: string, summaries: Summary[]): void {
    const [first] = summaries;
    if (first === undefined) this.slots.delete(id);
    else this.slots.set(id, summaries.length === 1 ? first : summaries);
    if (summaries.length > 1) this.crowded.add(id);
    else this.crowded.delete(id);
  }
}

function slotOf(name: string): string {
  return identityOfTraceId(name) ?? name;
}
