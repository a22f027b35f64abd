import type { NoticeRecord } from '../notice-record.js';
import type { Subject } from '../notice.js';

/** Something that is wrong now. */
export interface Active {
  subject: Subject;
  /** When it began, milliseconds since the epoch. */
  since: number;
  /** When it was last seen to be wrong, milliseconds since the epoch. */
  seenAt: number;
  /** It is older than what counts as news: if nobody has heard of it yet, nobody does. */
  old: boolean;
}

/** Looks for one sort of trouble, in memory. */
export interface Watch {
  /** What the ids of its subjects begin with. */
  readonly prefix: string;
  /**
   * What is wrong now, as this process sees it.
   *
   * @param isFiring whether a subject of this id is known to be firing; it may be left out then
   */
  active(isFiring: (id: string) => boolean): Iterable<Active>;
  /** Whether nobody is to hear of it, nor of its end. Absent: everybody may. */
  isMuted?(record: Pick<NoticeRecord, 'id'>): boolean;
  /** Whether what a firing record is about is over, as far as this process can tell. */
  isOver(record: Pick<NoticeRecord, 'id' | 'at'>): boolean;
}
