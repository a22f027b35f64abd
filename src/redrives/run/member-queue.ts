import type { Member } from '../../domain/job/job.js';
import type { ResultBook } from './result-book.js';

/** A member on its way to an outcome. */
export interface JobItem {
  /** Its number among the members, from 0. */
  n: number;
  member: Member;
  /** Whether the job may have begun it already. */
  maybeBegun: boolean;
}

/** What comes next. `later`: nothing before so many milliseconds. `none`: nothing is left. */
export type Next = { kind: 'item'; item: JobItem } | { kind: 'later'; ms: number } | { kind: 'none' };

/**
 * The members of a job in their order, those without an outcome alone. A member that has to be looked at again comes
 * before new ones when its time has come. Members that wait for an older event come again after the others have had their
 * turn, as long as that helps any of them.
 */
export class MemberQueue {
  private readonly waiting: Array<{ item: JobItem; at: number }> = [];
  private blocked: JobItem[] = [];
  private head: JobItem | null = null;
  private isRead = false;
  private helped = false;

  /** @param source the members in order, with their numbers */
  constructor(
    private readonly source: { next: () => Promise<JobItem | null> },
    private readonly book: Pick<ResultBook, 'has' | 'isWithin'>,
  ) {}

  /**
   * @param now by the monotonic clock
   * @param underWay whether something is under way that may unblock others
   * @returns also members that are `blocked` for good: they have no chance
   * @throws StoreError where the members could not be read; the next call goes on
   */
  async next(now: number, underWay: boolean): Promise<Next | { kind: 'blocked'; items: JobItem[] }> {
    const due = this.waiting.findIndex(({ at }) => at <= now);
    if (due >= 0) return { kind: 'item', item: this.waiting.splice(due, 1)[0]!.item };
    const head = await this.peek();
    if (head !== null && this.book.isWithin(head.n)) {
      this.head = null;
      return { kind: 'item', item: head };
    }
    if (underWay || this.waiting.length > 0) return { kind: 'later', ms: this.earliest(now) };
    if (this.blocked.length > 0) return this.blockedAgain();
    return head === null ? { kind: 'none' } : { kind: 'later', ms: LOOK_AGAIN_MS };
  }

  /** The member has to be looked at again. @param at by the monotonic clock */
  again(item: JobItem, at: number): void {
    this.waiting.push({ item, at });
  }

  block(item: JobItem): void {
    this.blocked.push(item);
  }

  /** A member has got its outcome, so others may no longer be blocked. */
  ended(): void {
    this.helped = true;
  }

  /** Whether the end of something that may have been begun is not known. */
  get hasBegun(): boolean {
    return this.waiting.some(({ item }) => item.maybeBegun);
  }

  /** Takes out what may have been begun and has no outcome: it is brought to its end where nothing more begins. */
  takeBegun(): JobItem[] {
    const taken = this.waiting.splice(0);
    for (const { item, at } of taken) if (!item.maybeBegun) this.again(item, at);
    return taken.filter(({ item }) => item.maybeBegun).map(({ item }) => item);
  }

  private blockedAgain(): Next | { kind: 'blocked'; items: JobItem[] } {
    const items = this.blocked;
    this.blocked = [];
    if (!this.helped) return { kind: 'blocked', items };
    this.helped = false;
    const [first, ...rest] = items;
    for (const item of rest) this.again(item, -Infinity);
    return { kind: 'item', item: first! };
  }

  private async peek(): Promise<JobItem | null> {
    while (!this.isRead && (this.head === null || this.book.has(this.head.n))) {
      this.head = await this.source.next();
      this.isRead = this.head === null;
    }
    return this.head;
  }

  private earliest(now: number): number {
    const first = Math.min(...this.waiting.map(({ at }) => at), now + LOOK_AGAIN_MS);
    return Math.max(1, first - now);
  }
}

/** Until something else can be expected, milliseconds. */
const LOOK_AGAIN_MS = 1_000;
