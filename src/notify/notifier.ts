import type { Clock } from '../runtime/clock.js';
import { describeError, type Log } from '../runtime/logger.js';
import { StoreError } from '../store/store-error.js';
import type { ChannelsInForce } from './channels-in-force.js';
import { NOTICE_KEPT_MS, type NoticeBook } from './notice-book.js';
import type { NoticeRecord } from './notice-record.js';
import type { Notice, Subject } from './notice.js';
import type { StoreAlarm } from './store-alarm.js';
import type { Active, Watch } from './watches/watch.js';

/** Between two looks at what is wrong, milliseconds. */
export const LOOK_EVERY_MS = 2_000;

/** What is over counts as over after so long, milliseconds: a retry that fails again is no recovery. */
export const OVER_AFTER_MS = 60_000;

/** Between two listings of `notices/`, milliseconds. */
export const LIST_EVERY_MS = 60_000;

/** A notice that nobody told of for so long belongs to a process that died, milliseconds. */
export const ABANDONED_MS = 120_000;

/** Notices that one process sends in an hour. A fault that makes a cause of every event must not fill the channels. */
export const MAX_NOTICES_PER_HOUR = 100;

/** What was seen so long ago is no news, milliseconds. Clocks of replicas differ by less than a day. */
const FORGOTTEN_MS = NOTICE_KEPT_MS - 86_400_000;

const HOUR_MS = 3_600_000;

/** What the notifier works with. */
export interface NotifierParts {
  book: NoticeBook;
  channels: ChannelsInForce;
  watches: readonly Watch[];
  alarm: StoreAlarm;
  /** Whether the catalog and the notes were listed once: before that, an old cause would look new, or not muted. */
  isListed: () => boolean;
  /** Whether the catalog holds everything: otherwise nothing is known to be over. */
  isComplete: () => boolean;
  clock: Clock;
  log: Log;
}

/** Compares what is wrong with what the notice book says, and tells the channels of the difference. */
export class Notifier {
  /** Why the book could not be read or written; `null`: it could. */
  trouble: string | null = null;
  /** Since when what is firing has looked over, by the monotonic clock, by id. */
  private readonly overSince = new Map<string, number>();
  private sentAt: number[] = [];
  private listedAt = -Infinity;
  /** Whether the latest purge has failed. */
  private keepsAll = false;
  private stopped = false;
  private running: Promise<void> = Promise.resolve();
  private cancel = (): void => {};

  constructor(private readonly parts: NotifierParts) {}

  start(): void {
    this.lookLater();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.cancel();
    await this.running;
  }

  private lookLater(): void {
    if (this.stopped) return;
    this.cancel = this.parts.clock.after(LOOK_EVERY_MS, () => {
      this.running = this.look().finally(() => this.lookLater());
    });
  }

  /** Never rejects. */
  async look(): Promise<void> {
    await this.parts.alarm.look();
    try {
      await this.listWhereDue();
      if (this.parts.isListed()) await this.compare();
      this.trouble = null;
    } catch (error) {
      const why = describeError(error).error;
      if (this.trouble === null) this.parts.log.error('notices_unavailable', describeError(error));
      this.trouble = `notices/ cannot be read or written: ${why}; check the permissions of the bucket`;
    }
  }

  private async listWhereDue(): Promise<void> {
    const { book, clock } = this.parts;
    if (clock.monotonic() - this.listedAt < LIST_EVERY_MS) return;
    const abandoned = await book.look(ABANDONED_MS);
    this.listedAt = clock.monotonic();
    for (const record of abandoned) await this.tell(await book.takeOver(record));
    await this.purge();
  }

  /** Nobody misses what is not deleted, so a store that refuses it keeps nobody from being told. */
  private async purge(): Promise<void> {
    try {
      await this.parts.book.purge();
      this.keepsAll = false;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (!this.keepsAll) this.parts.log.warn('notices_not_purged', describeError(error));
      this.keepsAll = true;
    }
  }

  private async compare(): Promise<void> {
    const { book, watches, isComplete } = this.parts;
    for (const watch of watches) {
      for (const active of watch.active((id) => book.isFiring(id))) await this.raise(active);
    }
    if (!isComplete()) return;
    for (const record of book.firing()) {
      const watch = watches.find(({ prefix }) => record.id.startsWith(prefix));
      if (watch?.isOver(record)) await this.clearWhenOver(record);
      else this.overSince.delete(record.id);
    }
  }

  private async raise({ subject, since, seenAt, old }: Active): Promise<void> {
    const { book, clock } = this.parts;
    if (book.isFiring(subject.id)) return;
    const resolvedAt = book.resolvedAt(subject.id);
    // Another replica saw its end. The catalog of this one can be behind by a full listing.
    if (resolvedAt !== null && seenAt <= resolvedAt) return;
    // It may have been told of and be over, and its notice may be deleted.
    if (!old && seenAt <= clock.now() - FORGOTTEN_MS) return;
    const isBack = resolvedAt !== null && subject.kind === 'new_cause';
    const told: Subject = isBack ? { ...subject, kind: 'cause_is_back' } : subject;
    await this.tell(await book.raise(told, { since, silent: old }));
  }

  private async clearWhenOver({ id }: NoticeRecord): Promise<void> {
    const now = this.parts.clock.monotonic();
    const since = this.overSince.get(id) ?? now;
    this.overSince.set(id, since);
    if (now - since < OVER_AFTER_MS) return;
    this.overSince.delete(id);
    await this.tell(await this.parts.book.clear(id));
  }

  /** @param record `null`: there is nothing to tell */
  private async tell(record: NoticeRecord | null): Promise<void> {
    if (record === null) return;
    const { book, channels, watches } = this.parts;
    const isMuted = watches.some((watch) => record.id.startsWith(watch.prefix) && watch.isMuted?.(record));
    if (!isMuted && this.isWithinLimit()) await channels.tell(noticeOf(record));
    await book.markTold(record);
  }

  private isWithinLimit(): boolean {
    const { clock, log } = this.parts;
    const now = clock.monotonic();
    this.sentAt = this.sentAt.filter((at) => now - at < HOUR_MS);
    if (this.sentAt.length >= MAX_NOTICES_PER_HOUR) {
      log.error('notices_limited', { per_hour: MAX_NOTICES_PER_HOUR });
      return false;
    }
    this.sentAt.push(now);
    return true;
  }
}

function noticeOf({ id, kind, state, severity, title, details, episode, since, at }: NoticeRecord): Notice {
  return { id, kind, state, severity, title, details, since, at, messageId: `${id}-${episode}-${state}` };
}
