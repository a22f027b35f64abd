import type { DeadLetter } from '../domain/letter/dead-letter.js';
import type { Overwritten, Sight } from '../domain/letter/sight.js';
import type { Clock } from '../runtime/clock.js';
import type { CatalogCounts } from './catalog-counts.js';
import type { Cause } from './cause-index.js';
import { nextSummary } from './next-summary.js';
import { Removals, type Moment } from './removals.js';
import { SideIndexes } from './side-indexes.js';
import { isOpen, nameOf, withheld, type Summary, type SummaryPolicy } from './summary.js';
import type { Condition, VisitRange } from './table/condition.js';
import type { RowCursor } from './table/row-cursor.js';
import type { CodedField } from './table/summary-block.js';
import { SummaryTable, type Visit } from './table/summary-table.js';
import { WallSettings } from './wall-settings.js';

/**
 * Summaries of all objects under `dlq/`. Listings and the schedule use them; a decision about one record never does.
 * The catalog can be thrown away at any time, and is filled again from the store.
 *
 * Facts tell it of this process's own writes and reads (`followRecords`). The result of a listing is used only if nothing
 * was noted about the object since the listing began.
 */
export class Catalog {
  private readonly table = new SummaryTable();
  private readonly side: SideIndexes;
  /** Names that must be read again soon. */
  private readonly unreadNames = new Set<string>();
  private readonly deniedNames = new Set<string>();
  private readonly removals = new Removals();
  private sequence: Moment = 0;
  /** Listings that have begun. */
  private listings = 0;
  private readonly wall: WallSettings;
  private restoring = false;

  /** @param longestDelayMs no retry is put off for longer, milliseconds: what a snapshot says is held against it */
  constructor(
    private readonly policy: SummaryPolicy,
    private readonly clock: Pick<Clock, 'now' | 'monotonic'>,
    private readonly longestDelayMs = Infinity,
  ) {
    this.side = new SideIndexes(policy.order?.parkedBlocks === true);
    this.wall = new WallSettings(clock);
  }

  get size(): number {
    return this.table.size;
  }

  /** The number of objects that are new or changed and could not be read. */
  get unreadCount(): number {
    return this.unreadNames.size;
  }

  /** The number of objects that the store lists but refuses to return. */
  get deniedCount(): number {
    return this.deniedNames.size;
  }

  isUnread(name: string): boolean {
    return this.unreadNames.has(name);
  }

  /** The position now; a caller takes it before it reads the store. */
  moment(): Moment {
    return this.sequence;
  }

  /** This process wrote the record. The answer to a write holds no time of the store, so the current time is used. */
  written(key: string, etag: string, letter: DeadLetter, before: Overwritten | null = null): void {
    const now = this.clock.now();
    const times = { lastModified: now, storeTime: now };
    this.seen({ key, etag, times, content: { kind: 'record', letter, byHand: false } }, before);
  }

  /** This process removed the record. */
  removed(key: string): void {
    const name = nameOf(key);
    this.forget(name);
    this.removals.note(name, ++this.sequence);
  }

  /** A read or a write found this. @param before what was written over, where it is known */
  seen(sight: Sight, before: Overwritten | null = null): void {
    this.followTheClock();
    const name = nameOf(sight.key);
    const known = this.table.row(name);
    const at = { now: this.clock.now(), sequence: ++this.sequence };
    const next = nextSummary(known, sight, before, this.policy, at);
    if (next === null) known?.renew(at.sequence);
    else this.keep(next);
    this.unreadNames.delete(name);
    this.deniedNames.delete(name);
  }

  /** A read or a listing that began after `since` found nothing. */
  missed(since: Moment, key: string): void {
    const name = nameOf(key);
    if (this.changedSince(since, name)) return;
    this.forget(name);
    if (this.restoring) this.removals.note(name, ++this.sequence);
  }

  /** A listing after `since` showed a new or changed object, and the read failed. A later read may succeed. */
  unread(since: Moment, key: string, reason: string): void {
    const name = nameOf(key);
    if (this.changedSince(since, name)) return;
    if (!this.table.has(name)) this.keep(withheld(key, reason, undefined));
    this.unreadNames.add(name);
  }

  /** The object exists, but the store refuses to return it, for `reason`. */
  denied(key: string, reason: string): void {
    const name = nameOf(key);
    this.unreadNames.delete(name);
    this.keep(withheld(key, reason, this.table.get(name)));
    this.deniedNames.add(name);
  }

  find(key: string): Summary | undefined {
    return this.table.get(nameOf(key));
  }

  /** Whether the object is known, or was removed by this process recently. */
  hasSeen(key: string): boolean {
    const name = nameOf(key);
    return this.table.has(name) || this.removals.has(name);
  }

  /** What is known under the name of a row that was visited. */
  get(name: string): Summary | undefined {
    return this.table.get(name);
  }

  /** @see SummaryTable.forEach */
  forEach(visit: Visit, conditions?: readonly Condition[], backwards?: boolean, range?: VisitRange): number {
    this.followTheClock();
    return this.table.forEach(visit, conditions, backwards, range);
  }

  /** @see SummaryTable.countBy */
  countBy(field: CodedField, conditions: readonly Condition[]): Map<string | null, number> {
    this.followTheClock();
    return this.table.countBy(field, conditions);
  }

  /** @see SummaryTable.rows */
  rows(): IterableIterator<RowCursor> {
    return this.table.rows();
  }

  /** A listing begins. @returns its number, by which it says what it shows */
  beginListing(): number {
    return ++this.listings;
  }

  /** The listing shows this object. */
  noteListed(listing: number, name: string): void {
    this.table.noteListed(name, listing);
  }

  /** Whether this listing, or one that began after it, has shown the object; or it came after the listing began. */
  isListed(listing: number, name: string): boolean {
    return this.table.listedIn(name) >= listing;
  }

  /** @see SummaryTable.twins */
  twins(): IterableIterator<Summary[]> {
    return this.table.twins();
  }

  twinsOf(key: string): Summary[] {
    return this.table.twinsOf(nameOf(key));
  }

  /** Unresolved records whose event may have a second record, which could not be read. */
  *besideUnread(): IterableIterator<Summary> {
    for (const name of this.unreadNames) {
      for (const twin of this.table.twinsOf(name)) if (twin.name !== name && isOpen(twin)) yield twin;
    }
  }

  /** @see SummaryTable.keptOf */
  keptOf(suffix: string): Summary[] {
    return this.table.keptOf(suffix);
  }

  /**
   * The oldest unresolved record that this one's event has to wait for, where events are retried in order (ORDER_BY).
   * A repair by hand may have made it another event: its own reading decides then.
   */
  blockerOf({ name, orderKey }: Pick<Summary, 'name' | 'orderKey'>): Summary | undefined {
    if (orderKey === null) return undefined;
    const first = this.side.lines.firstBefore(orderKey, name);
    return first === undefined ? undefined : this.table.get(first);
  }

  /** Why unresolved dead letters failed, by fingerprint. */
  causes(): ReadonlyMap<string, Cause> {
    return this.side.causes.causes;
  }

  /** What is counted while summaries come and go, so that nobody has to visit them all. */
  get counts(): CatalogCounts {
    this.followTheClock();
    return this.side.counts;
  }

  /** From now on until the returned function is called, what turns out to be gone stays gone, whatever a snapshot says. */
  beginRestoring(): () => void {
    this.restoring = true;
    return () => (this.restoring = false);
  }

  /** Takes over a summary of a snapshot, unless something newer is known. A listing then shows whether it holds. */
  restore(summary: Summary): void {
    if (this.table.has(summary.name) || this.removals.has(summary.name)) return;
    const now = this.clock.now();
    const tooLate = summary.task === 'retry' && summary.taskAt > now + this.longestDelayMs;
    const restored = tooLate ? { ...summary, taskAt: now } : summary;
    this.side.replace(undefined, restored);
    this.table.set(restored, this.listings);
    if (summary.status === 'unreadable') this.deniedNames.add(summary.name);
  }

  private keep(summary: Summary): void {
    this.side.replace(this.table.row(summary.name), summary);
    this.table.set(summary, this.listings);
  }

  /** Moves the due times when the wall clock was set: a retry due in a minute stays due in a minute. */
  private followTheClock(): void {
    const setMs = this.wall.take();
    if (setMs === 0) return;
    this.table.moveTasks(setMs);
    this.side.counts.countDue((visit) => this.table.forEach(visit));
  }

  private forget(name: string): void {
    this.side.replace(this.table.row(name), undefined);
    this.table.delete(name);
    this.unreadNames.delete(name);
    this.deniedNames.delete(name);
  }

  private changedSince(since: Moment, name: string): boolean {
    return (this.table.row(name)?.sequence ?? this.removals.momentOf(name)) > since;
  }
}
