import type { DeadLetter } from '../domain/letter/dead-letter.js';
import type { StoreTimes } from '../domain/letter/lease.js';
import { byOurClock, keptMoved } from '../domain/letter/written-times.js';
import { wallAhead, type Clock } from '../runtime/clock.js';
import type { Decoded } from './dead-letter.codec.js';

/** A record in memory, and how far our wall clock was ahead (`wallAhead`) when the record's times were told by it. */
export interface ToldRecord {
  letter: DeadLetter;
  wallAhead: number;
}

/**
 * Our wall clock, by which the times of records in memory are told. It can be set while a record is in memory, and a
 * write says what the clock shows at the write (`written_at`). A time that was told before the clock was set is moved, or
 * the delay of the next retry would be wrong by as much.
 */
export class RecordClock {
  /** @param longestDelayMs the longest delay before a retry that any rule allows, milliseconds */
  constructor(
    private readonly clock: Pick<Clock, 'now' | 'monotonic'>,
    private readonly longestDelayMs: number,
  ) {}

  /** Milliseconds since the epoch. */
  now(): number {
    return this.clock.now();
  }

  /** How far the wall clock is ahead now. */
  get ahead(): number {
    return wallAhead(this.clock);
  }

  /** What was just read, its times told by our clock as it is now. */
  tell(decoded: Decoded, times: StoreTimes): Decoded {
    if (!('letter' in decoded) || decoded.letter === null) return decoded;
    // Whoever damaged the record wrote it last, so the times in it are those of an earlier write.
    const write = decoded.kind === 'record' ? decoded : { ...decoded, byHand: true };
    const letter = byOurClock(decoded.letter, write, times, this.now(), this.longestDelayMs);
    return { ...decoded, letter };
  }

  /** `next`, a change of `told` or `told` itself, its times told by our clock as it is now. */
  retell(told: ToldRecord, next: DeadLetter): DeadLetter {
    return keptMoved(told.letter, next, this.ahead - told.wallAhead);
  }
}
