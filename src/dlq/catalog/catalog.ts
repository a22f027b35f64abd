import type { DeadLetter } from '../../domain/dead-letter.js';
import { OrderIndex } from './order-index.js';
import { isOpen, nameOf, summarise, type Sight, type Summary, type SummaryPolicy } from './summary.js';
import { SummaryIndex } from './summary-index.js';

/** Removals that are remembered, so that what was read before them does not come back. */
const MAX_GRAVES = 50_000;

/** A moment in the life of the catalog: what is read from the store after it may be believed. */
export type Moment = number;

/**
 * What is known of every object under `dlq/`: a hint for whoever looks, lists or schedules, never what a decision
 * about one record rests on. It can be thrown away at any time and is filled again from the store.
 *
 * Own writes are noted at once. What a reading brings is taken only if nothing was noted of the object since the
 * reading began.
 */
export class Catalog {
  private readonly index = new SummaryIndex();
  private readonly lines = new OrderIndex();
  private readonly unreadNames = new Set<string>();
  private readonly graves = new Map<string, Moment>();
  private forgotten: Moment = 0;
  private sequence: Moment = 0;

  constructor(
    private readonly policy: SummaryPolicy,
    private readonly now: () => number,
  ) {}

  get size(): number {
    return this.index.size;
  }

  /** How many are known by name alone, or are not as they were known. */
  get unreadCount(): number {
    return this.unreadNames.size;
  }

  /** To be taken before the store is asked. */
  moment(): Moment {
    return this.sequence;
  }

  /** An own write has been confirmed. The store's times are not in its answer; they are about now. */
  written(key: string, etag: string, letter: DeadLetter): void {
    const now = this.now();
    const times = { lastModified: now, storeTime: now };
    this.put({ key, etag, times, content: { kind: 'record', letter, byHand: false } });
  }

  /** An own removal has been confirmed. */
  removed(key: string): void {
    const name = nameOf(key);
    this.forget(name);
    this.bury(name);
  }

  /** The store was read: this is what was there after `since`. */
  seen(since: Moment, sight: Sight): void {
    if (this.changedSince(since, nameOf(sight.key))) return;
    this.put(sight);
  }

  /** The store was read: there was nothing after `since`. */
  missed(since: Moment, key: string): void {
    const name = nameOf(key);
    if (!this.changedSince(since, name)) this.forget(name);
  }

  /** A listing showed it after `since`, new or changed, and the store did not hand it out. */
  unread(since: Moment, key: string): void {
    const name = nameOf(key);
    if (!this.changedSince(since, name)) this.unreadNames.add(name);
  }

  find(key: string): Summary | undefined {
    return this.index.get(nameOf(key));
  }

  forEach(visit: (summary: Summary) => void): void {
    this.index.forEach(visit);
  }

  values(): IterableIterator<Summary> {
    return this.index.values();
  }

  /** Of all that is known, and of what could not be read. */
  *names(): IterableIterator<string> {
    for (const { name } of this.index.values()) yield name;
    yield* this.unreadNames;
  }

  /** @see SummaryIndex.twins */
  twins(): IterableIterator<Summary[]> {
    return this.index.twins();
  }

  twinsOf(key: string): Summary[] {
    return this.index.twinsOf(nameOf(key));
  }

  /** Unresolved records of whose event there seems to be another one, which could not be read. */
  *besideUnread(): IterableIterator<Summary> {
    for (const name of this.unreadNames) {
      for (const twin of this.index.twinsOf(name)) if (twin.name !== name) yield twin;
    }
  }

  /** The unresolved records whose trace ids end in this suffix, the oldest first. */
  unresolvedOf(suffix: string): Summary[] {
    return this.index.unresolvedOf(suffix);
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

  /** Takes over what a snapshot remembers; a listing then tells what of it still holds. */
  restore(summary: Summary): void {
    if (this.index.get(summary.name) === undefined) this.keep(summary);
  }

  private keep(summary: Summary): void {
    const { orderKey, name } = summary;
    const before = this.index.get(name)?.orderKey ?? null;
    if (before !== null && before !== orderKey) this.lines.remove(before, name);
    this.index.set(summary);
    if (orderKey === null) return;
    if (this.holdsBack(summary)) this.lines.add(orderKey, name);
    else this.lines.remove(orderKey, name);
  }

  private holdsBack(summary: Summary): boolean {
    return isOpen(summary) && (summary.status !== 'parked' || this.policy.order?.parkedBlocks === true);
  }

  private forget(name: string): void {
    const orderKey = this.index.get(name)?.orderKey ?? null;
    if (orderKey !== null) this.lines.remove(orderKey, name);
    this.index.delete(name);
    this.unreadNames.delete(name);
  }

  private put(sight: Sight): void {
    this.unreadNames.delete(nameOf(sight.key));
    this.keep(summarise(sight, this.policy, this.now(), ++this.sequence));
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
