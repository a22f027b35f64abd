import type { DeadLetter } from '../domain/letter/dead-letter.js';
import type { Sight } from '../domain/letter/sight.js';
import { wallAhead, type Clock } from '../runtime/clock.js';
import { CatalogCounts } from './catalog-counts.js';
import { OrderIndex } from './order-index.js';
import { CauseIndex, type Cause } from './cause-index.js';
import { isOpen, nameOf, summarise, withheld, type Summary, type SummaryPolicy } from './summary.js';
import { SummaryIndex } from './summary-index.js';

/** The number of remembered removals. A read that began before a removal must not bring the record back. */
const MAX_GRAVES = 50_000;

/** If the wall clock and the monotonic clock differ by more than this, somebody set the wall clock, milliseconds. */
const SET_MS = 1_000;

/** A position in the catalog's history. A read that began after it is newer than everything noted before it. */
export type Moment = number;

/**
 * Summaries of all objects under `dlq/`. Listings and the schedule use them; a decision about one record never does.
 * The catalog can be thrown away at any time, and is filled again from the store.
 *
 * Facts tell it of this process's own writes and reads (`followRecords`). The result of a listing is used only if nothing
 * was noted about the object since the listing began.
 */
export class Catalog {
  private readonly index = new SummaryIndex();
  private readonly lines = new OrderIndex();
  private readonly causeIndex = new CauseIndex();
  private readonly kept = new CatalogCounts();
  /** Names that must be read again soon. */
  private readonly unreadNames = new Set<string>();
  private readonly deniedNames = new Set<string>();
  private readonly graves = new Map<string, Moment>();
  private forgotten: Moment = 0;
  private sequence: Moment = 0;

  private aheadMs: number;

  /** @param longestDelayMs no retry is put off for longer, milliseconds: what a snapshot says is held against it */
  constructor(
    private readonly policy: SummaryPolicy,
    private readonly clock: Pick<Clock, 'now' | 'monotonic'>,
    private readonly longestDelayMs = Infinity,
  ) {
    this.aheadMs = wallAhead(this.clock);
  }

  get size(): number {
    return this.index.size;
  }

  /** The number of objects that are new or changed and could not be read. */
  get unreadCount(): number {
    return this.unreadNames.size;
  }

  /** The number of objects that the store lists but refuses to return. */
  get deniedCount(): number {
    return this.deniedNames.size;
  }

  isUnread(key: string): boolean {
    return this.unreadNames.has(nameOf(key));
  }

  /** The position now; a caller takes it before it reads the store. */
  moment(): Moment {
    return this.sequence;
  }

  /** This process wrote the record. The answer to a write holds no time of the store, so the current time is used. */
  written(key: string, etag: string, letter: DeadLetter): void {
    const now = this.clock.now();
    const times = { lastModified: now, storeTime: now };
    this.seen({ key, etag, times, content: { kind: 'record', letter, byHand: false } });
  }

  /** This process removed the record. */
  removed(key: string): void {
    const name = nameOf(key);
    this.forget(name);
    this.bury(name);
  }

  /** A read or a write found this. */
  seen(sight: Sight): void {
    const name = nameOf(sight.key);
    this.unreadNames.delete(name);
    this.deniedNames.delete(name);
    this.followTheClock();
    this.keep(summarise(sight, this.policy, this.clock.now(), ++this.sequence));
  }

  /** A read or a listing that began after `since` found nothing. */
  missed(since: Moment, key: string): void {
    const name = nameOf(key);
    if (!this.changedSince(since, name)) this.forget(name);
  }

  /** A listing after `since` showed a new or changed object, and the read failed. A later read may succeed. */
  unread(since: Moment, key: string, reason: string): void {
    const name = nameOf(key);
    if (this.changedSince(since, name)) return;
    const known = this.index.get(name);
    if (known === undefined) this.keep(withheld(key, reason, known));
    this.unreadNames.add(name);
  }

  /** The object exists, but the store refuses to return it, for `reason`. */
  denied(key: string, reason: string): void {
    const name = nameOf(key);
    this.unreadNames.delete(name);
    this.keep(withheld(key, reason, this.index.get(name)));
    this.deniedNames.add(name);
  }

  find(key: string): Summary | undefined {
    return this.index.get(nameOf(key));
  }

  /** Whether the object is known, or was removed by this process recently. */
  hasSeen(key: string): boolean {
    const name = nameOf(key);
    return this.index.get(name) !== undefined || this.graves.has(name);
  }

  forEach(visit: (summary: Summary) => void): void {
    this.followTheClock();
    this.index.forEach(visit);
  }

  values(): IterableIterator<Summary> {
    return this.index.values();
  }

  /** @see SummaryIndex.twins */
  twins(): IterableIterator<Summary[]> {
    return this.index.twins();
  }

  twinsOf(key: string): Summary[] {
    return this.index.twinsOf(nameOf(key));
  }

  /** Unresolved records whose event may have a second record, which could not be read. */
  *besideUnread(): IterableIterator<Summary> {
    for (const name of this.unreadNames) {
      for (const twin of this.index.twinsOf(name)) if (twin.name !== name && isOpen(twin)) yield twin;
    }
  }

  /** @see SummaryIndex.keptOf */
  keptOf(suffix: string): Summary[] {
    return this.index.keptOf(suffix);
  }

  /**
   * The oldest unresolved record that this one's event has to wait for, where events are retried in order (ORDER_BY).
   * A repair by hand may have made it another event: its own reading decides then.
   */
  blockerOf({ name, orderKey }: Summary): Summary | undefined {
    if (orderKey === null) return undefined;
    const first = this.lines.firstBefore(orderKey, name);
    return first === undefined ? undefined : this.index.get(first);
  }

  /** Why unresolved dead letters failed, by fingerprint. */
  causes(): ReadonlyMap<string, Cause> {
    return this.causeIndex.causes;
  }

  /** What is counted while summaries come and go, so that nobody has to visit them all. */
  get counts(): CatalogCounts {
    this.followTheClock();
    return this.kept;
  }

  /** Takes over the summaries of a snapshot. A listing then shows which of them still hold. */
  restore(summary: Summary): void {
    if (this.index.get(summary.name) !== undefined) return;
    const now = this.clock.now();
    const tooLate = summary.task === 'retry' && summary.taskAt > now + this.longestDelayMs;
    this.keep(tooLate ? { ...summary, taskAt: now } : summary);
    if (summary.status === 'unreadable') this.deniedNames.add(summary.name);
  }

  private keep(summary: Summary): void {
    const { orderKey, name } = summary;
    const known = this.index.get(name);
    const before = known?.orderKey ?? null;
    if (before !== null && before !== orderKey) this.lines.remove(before, name);
    this.causeIndex.replace(known, summary);
    this.kept.replace(known, summary);
    this.index.set(summary);
    if (orderKey === null) return;
    if (this.holdsBack(summary)) this.lines.add(orderKey, name);
    else this.lines.remove(orderKey, name);
  }

  /** Moves the due times when the wall clock was set: a retry due in a minute stays due in a minute. */
  private followTheClock(): void {
    const aheadMs = wallAhead(this.clock);
    const set = aheadMs - this.aheadMs;
    if (Math.abs(set) < SET_MS) return;
    this.aheadMs = aheadMs;
    this.index.forEach((summary) => {
      if (summary.taskAt > 0) summary.taskAt += set;
    });
    this.kept.countDue((visit) => this.index.forEach(visit));
  }

  private holdsBack(summary: Summary): boolean {
    return isOpen(summary) && (summary.status !== 'parked' || this.policy.order?.parkedBlocks === true);
  }

  private forget(name: string): void {
    const known = this.index.get(name);
    const orderKey = known?.orderKey ?? null;
    if (orderKey !== null) this.lines.remove(orderKey, name);
    this.causeIndex.replace(known, undefined);
    this.kept.replace(known, undefined);
    this.index.delete(name);
    this.unreadNames.delete(name);
    this.deniedNames.delete(name);
  }

  private changedSince(since: Moment, name: string): boolean {
    const known = this.index.get(name);
    if (known !== undefined) return known.sequence > since;
    return (this.graves.get(name) ?? this.forgotten) > since;
  }

  private bury(name: string): void {
    this.graves.set(name, ++this.sequence);
    if (this.graves.size <= MAX_GRAVES) return;
    const [oldest] = this.graves;
    if (oldest === undefined) return;
    this.graves.delete(oldest[0]);
    this.forgotten = Math.max(this.forgotten, oldest[1]);
  }
}
