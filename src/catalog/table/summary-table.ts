import { traceIdOfKey } from '../../domain/letter/trace-id.js';
import { isKept, isOpen, type Summary } from '../summary.js';
import { BLOCK_ROWS } from './column.js';
import { THERE, type Condition, type VisitRange } from './condition.js';
import { hashOf, NameIndex } from './name-index.js';
import { RowCursor } from './row-cursor.js';
import { RowSelection } from './row-selection.js';
import { emptyDictionaries, SummaryBlock, type CodedField } from './summary-block.js';

/** Where the suffix begins in a name that is a trace id: `nameOf` has proven its form. */
const SUFFIX_AT = 18;

const EVERYTHING: readonly Condition[] = [THERE];

/** The visitor of a row. The row is read in place: see `RowCursor`. */
export type Visit = (row: RowCursor) => void;

/**
 * Summaries by name, in columns: who looks at all of them reads a few columns and not a million objects (ADR 30). The
 * index goes by the suffix of the trace id, so that the two records of one event are found together.
 */
export class SummaryTable {
  private readonly dictionaries = emptyDictionaries();
  /** A block without rows is given up, so that the memory follows what is there. */
  private readonly blocks: Array<SummaryBlock | undefined> = [];
  private readonly index = new NameIndex();
  private readonly free: number[] = [];
  /** Rows that were ever taken, the free ones included. */
  private taken = 0;
  /** What several rows are looked up by. */
  private readonly crowded = new Set<string>();

  get size(): number {
    return this.taken - this.free.length;
  }

  get(name: string): Summary | undefined {
    return this.row(name)?.summary();
  }

  /** The row of this name, read where it lies: it must be read before the table changes. */
  row(name: string): RowCursor | undefined {
    const row = this.rowOf(name);
    return row < 0 ? undefined : this.cursorAt(row);
  }

  has(name: string): boolean {
    return this.rowOf(name) >= 0;
  }

  /** @param listedIn of a row that is new: see `SummaryBlock.listedIn` */
  set(summary: Summary, listedIn: number): void {
    const hash = hashOf(slotOf(summary.name));
    const known = this.rowOf(summary.name, hash);
    const row = known < 0 ? this.newRow(summary.name, hash) : known;
    const block = this.blockOf(row);
    block.put(row % BLOCK_ROWS, summary);
    if (known < 0) block.listedIn.set(row % BLOCK_ROWS, listedIn);
  }

  delete(name: string): void {
    const row = this.rowOf(name);
    if (row < 0) return;
    const slot = slotOf(name);
    this.index.remove(hashOf(slot), row);
    const block = this.blockOf(row);
    block.clear(row % BLOCK_ROWS);
    if (block.size === 0) this.blocks[Math.floor(row / BLOCK_ROWS)] = undefined;
    this.free.push(row);
    if (this.crowded.has(slot) && this.rowsOf(slot).length < 2) this.crowded.delete(slot);
  }

  /** The listing `listing` shows this object. */
  noteListed(name: string, listing: number): void {
    const row = this.rowOf(name);
    if (row < 0) return;
    const { listedIn } = this.blockOf(row);
    // Listings may overlap: the one that began last counts.
    if (listedIn.get(row % BLOCK_ROWS) < listing) listedIn.set(row % BLOCK_ROWS, listing);
  }

  /** The latest listing that has shown this object, as `set` and `noteListed` said; -1: it is not there. */
  listedIn(name: string): number {
    const row = this.rowOf(name);
    return row < 0 ? -1 : this.blockOf(row).listedIn.get(row % BLOCK_ROWS);
  }

  /**
   * Calls `visit` for each row that fulfils all conditions. It must not change the table.
   *
   * @param backwards the rows that came last are visited first
   * @param range rows outside of it are only counted, which costs a fraction of a visit
   * @returns how many rows fulfil all conditions
   */
  forEach(
    visit: Visit,
    conditions: readonly Condition[] = EVERYTHING,
    backwards = false,
    range?: VisitRange,
  ): number {
    let fulfilled = 0;
    const selection = new RowSelection(conditions, this.dictionaries);
    const { chosen } = selection;
    const blocks = [...this.filled()];
    for (const block of backwards ? blocks.toReversed() : blocks) {
      const cursor = new RowCursor(block);
      const found = selection.within(block);
      const count = range === undefined ? found : block[range.field].between(range, chosen, found);
      for (let place = 0; place < count; place++) {
        visit(cursor.to(block, chosen[backwards ? count - 1 - place : place]!));
      }
      fulfilled += found;
    }
    return fulfilled;
  }

  /** How many of the rows that fulfil all conditions have each value of a field. */
  countBy(field: CodedField, conditions: readonly Condition[]): Map<string | null, number> {
    const selection = new RowSelection(conditions, this.dictionaries);
    const dictionary = this.dictionaries[field];
    const counts = new Uint32Array(dictionary.size);
    for (const block of this.filled()) block[field].tally(counts, selection.chosen, selection.within(block));
    const named = new Map<string | null, number>();
    for (const [code, count] of counts.entries()) if (count > 0) named.set(dictionary.textOf(code), count);
    return named;
  }

  /**
   * The rows one by one, for who lets others work in between. A row must be read before the others work: then it may be
   * another one. Rows that come meanwhile may be left out.
   */
  *rows(): IterableIterator<RowCursor> {
    for (const block of this.filled()) {
      const cursor = new RowCursor(block);
      for (let offset = 0; offset < BLOCK_ROWS; offset++) {
        if (block.name.get(offset) !== null) yield cursor.to(block, offset);
      }
    }
  }

  /** Moves the times of all tasks, milliseconds. */
  moveTasks(byMs: number): void {
    for (const { taskAt } of this.filled()) {
      for (let offset = 0; offset < BLOCK_ROWS; offset++) {
        const at = taskAt.get(offset);
        if (at > 0) taskAt.set(offset, at + byMs);
      }
    }
  }

  /** The kept records of one suffix, the oldest first, for each suffix that has several and an unresolved one. */
  *twins(): IterableIterator<Summary[]> {
    for (const slot of this.crowded) {
      const kept = this.keptOf(slot);
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
    return this.rowsOf(suffix)
      .map((row) => this.cursorAt(row).summary())
      .filter(isKept)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  private cursorAt(row: number): RowCursor {
    const block = this.blockOf(row);
    return new RowCursor(block).to(block, row % BLOCK_ROWS);
  }

  private *filled(): IterableIterator<SummaryBlock> {
    for (const block of this.blocks) if (block !== undefined) yield block;
  }

  private blockOf(row: number): SummaryBlock {
    return this.blocks[Math.floor(row / BLOCK_ROWS)]!;
  }

  private nameAt(row: number): string {
    return this.blockOf(row).name.get(row % BLOCK_ROWS)!;
  }

  /** -1: it is not there. */
  private rowOf(name: string, hash = hashOf(slotOf(name))): number {
    return this.index.find(hash, (row) => this.nameAt(row) === name);
  }

  private rowsOf(slot: string): number[] {
    const rows: number[] = [];
    this.index.find(hashOf(slot), (row) => {
      if (slotOf(this.nameAt(row)) === slot) rows.push(row);
      return false;
    });
    return rows;
  }

  /** A row for a name that is not there yet. */
  private newRow(name: string, hash: number): number {
    const slot = slotOf(name);
    if (this.index.find(hash, (other) => slotOf(this.nameAt(other)) === slot) >= 0) this.crowded.add(slot);
    const row = this.free.pop() ?? this.taken++;
    this.blocks[Math.floor(row / BLOCK_ROWS)] ??= new SummaryBlock(this.dictionaries);
    this.index.add(hash, row);
    return row;
  }
}

/**
 * What a name is looked up by: the suffix of its trace id. Two objects with one trace id of the tutorial's program, in the
 * partitions of two zones, are one event as well.
 */
function slotOf(name: string): string {
  return name.startsWith('DLQ-') ? name.slice(SUFFIX_AT) : (traceIdOfKey(name) ?? name);
}
