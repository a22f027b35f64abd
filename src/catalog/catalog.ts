import type { DeadLetter } from '../domain/letter/dead-letter.js';
import type { Sight } from '../dlq/sight.js';
import type { Clock } from '../runtime/clock.js';
import { OrderIndex } from './order-index.js';
import { isOpen, nameOf, summarise, withheld, type Summary, type SummaryPolicy } from './summary.js';
import { SummaryIndex } from './summary-index.js';

/** Removals that are remembered, so that what was read before them does not come back. */
const MAX_GRAVES = 50_000;

/** The wall clock has been set when it has gone so far from the monotonic one, milliseconds. */
const SET_MS = 1_000;

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
  /** Those that are to be asked for again soon. */
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
    this.aheadMs = this.wallAhead();
  }

  get size(): number {
    return this.index.size;
  }

  /** How many are known by name alone, or are not as they were known, and may be read soon. */
  get unreadCount(): number {
    return this.unreadNames.size;
  }

  /** How many the store lists and does not hand out. */
  get deniedCount(): number {
    return this.deniedNames.size;
  }

  isUnread(key: string): boolean {
    return this.unreadNames.has(nameOf(key));
  }

  /** To be taken before the store is asked. */
  moment(): Moment {
    return this.sequence;
  }

  /** An own write has been confirmed. The store's times are not in its answer; they are about now. */
  written(key: string, etag: string, letter: DeadLetter): void {
    const now = this.clock.now();
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

  /** A listing showed it after `since`, new or changed, and reading it failed in a way that may pass. */
  unread(since: Moment, key: string, reason: string): void {
    const name = nameOf(key);
    if (this.changedSince(since, name)) return;
    const known = this.index.get(name);
    if (known === undefined) this.keep(withheld(key, reason, known));
    this.unreadNames.add(name);
  }

  /** It was there after `since`, and the store does not hand it out, for `reason`. */
  denied(since: Moment, key: string, reason: string): void {
    const name = nameOf(key);
    if (this.changedSince(since, name)) return;
    this.unreadNames.delete(name);
    this.keep(withheld(key, reason, this.index.get(name)));
    this.deniedNames.add(name);
  }

  find(key: string): Summary | undefined {
    return this.index.get(nameOf(key));
  }

  /** Whether it is there, or was and has been removed here not too long ago. */
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
    if (this.index.get(summary.name) !== undefined) return;
    const now = this.clock.now();
    const tooLate = summary.task === 'retry' && summary.taskAt > now + this.longestDelayMs;
    this.keep(tooLate ? { ...summary, taskAt: now } : summary);
    if (summary.status === 'unreadable') this.deniedNames.add(summary.name);
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

  /** When the wall clock was set, what is due in a minute is due in a minute still. */
  private followTheClock(): void {
    const aheadMs = this.wallAhead();
    const set = aheadMs - this.aheadMs;
    if (Math.abs(set) < SET_MS) return;
    this.aheadMs = aheadMs;
    this.index.forEach((summary) => {
      if (summary.taskAt > 0) summary.taskAt += set;
    });
  }

  private wallAhead(): number {
    return this.clock.now() - this.clock.monotonic();
  }

  private holdsBack(summary: Summary): boolean {
    return isOpen(summary) && (summary.status !== 'parked' || this.policy.order?.parkedBlocks === true);
  }

  private forget(name: string): void {
    const orderKey = this.index.get(name)?.orderKey ?? null;
    if (orderKey !== null) this.lines.remove(orderKey, name);
    this.index.delete(name);
    this.unreadNames.delete(name);
    this.deniedNames.delete(name);
  }

  private put(sight: Sight): void {
    const name = nameOf(sight.key);
    this.unreadNames.delete(name);
    this.deniedNames.delete(name);
    this.followTheClock();
    this.keep(summarise(sight, this.policy, this.clock.now(), ++this.sequence));
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
