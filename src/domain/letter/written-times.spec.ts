import { describe, expect, it } from 'vitest';
import { letterOf } from '../../../test/support/dead-letters.js';
import { byOurClock, keptMoved, type LastWrite } from './written-times.js';

/** True time of the write, which the store's clock shows. */
const WRITTEN = Date.UTC(2024, 9, 23, 14);
const AGE = 4_000;
const DELAY = 15_000;
const LONGEST = 3_600_000;
const MINUTE = 60_000;
const DAY = 86_400_000;

/** When a record is due after the true time of its write, written by a clock and read by another. */
function dueAfter(writerAhead: number, readerAhead: number, write: Partial<LastWrite> = {}): number {
  const writtenAt = WRITTEN + writerAhead;
  const letter = { ...letterOf({ at: writtenAt }), nextRetryAt: writtenAt + DELAY };
  const times = { lastModified: WRITTEN, storeTime: WRITTEN + AGE };
  const now = WRITTEN + AGE + readerAhead;
  const read = byOurClock(letter, { writtenAt, byHand: false, ...write }, times, now, LONGEST);
  return read.nextRetryAt! - readerAhead - WRITTEN;
}

describe('the delay of a record', () => {
  it.each([0, 10 * MINUTE, -10 * MINUTE, DAY, -DAY])(
    'is the same for a reader whose clock is as true as that of a writer %i ms ahead',
    (writerAhead) => {
      for (const readerAhead of [0, 10 * MINUTE, -10 * MINUTE]) {
        const due = dueAfter(writerAhead, readerAhead);
        expect(due).toBeGreaterThanOrEqual(DELAY);
        expect(due).toBeLessThanOrEqual(DELAY + 1_000);
      }
    },
  );

  it('is to the millisecond where the clocks agree', () => {
    expect(dueAfter(0, 0)).toBe(DELAY);
    expect(dueAfter(1_500, 0)).toBe(DELAY + 1_500);
  });

  it('of a record of an earlier version is not made longer, and not believed beyond the longest', () => {
    const unknown = { writtenAt: undefined };
    expect(dueAfter(DAY, 0, unknown)).toBeLessThanOrEqual(DELAY + 1_000);
    expect(dueAfter(-DAY, 0, unknown)).toBe(DELAY - DAY);
  });

  it('is never longer than the longest after the last write', () => {
    const letter = { ...letterOf({ at: WRITTEN }), nextRetryAt: WRITTEN + DAY };
    const times = { lastModified: WRITTEN, storeTime: WRITTEN + AGE };
    const write = { writtenAt: WRITTEN, byHand: false };
    const read = byOurClock(letter, write, times, WRITTEN + AGE, LONGEST);
    expect(read.nextRetryAt).toBe(WRITTEN + LONGEST + 1_000);
  });

  it('does not begin again because somebody put the record back by hand', () => {
    const letter = { ...letterOf({ at: WRITTEN }), nextRetryAt: WRITTEN + DELAY };
    const later = WRITTEN + 40 * MINUTE;
    const times = { lastModified: later, storeTime: later + AGE };
    const write = { writtenAt: WRITTEN, byHand: true };
    expect(byOurClock(letter, write, times, later + AGE, LONGEST)).toBe(letter);
  });

  it('tells the closing by our clock as well, and leaves all else as it was', () => {
    const closed = { ...letterOf({ at: WRITTEN + DAY }), nextRetryAt: null, closedAt: WRITTEN + DAY };
    const times = { lastModified: WRITTEN, storeTime: WRITTEN + AGE };
    const write = { writtenAt: WRITTEN + DAY, byHand: false };
    const read = byOurClock(closed, write, times, WRITTEN + AGE, LONGEST);
    expect(read).toEqual({ ...closed, closedAt: WRITTEN + 1_000 });
  });

  it('is kept when the clock is set between a reading and a write', () => {
    const read = { ...letterOf({ at: WRITTEN }), nextRetryAt: WRITTEN, closedAt: WRITTEN };
    const moved = { nextRetryAt: WRITTEN + DAY, closedAt: WRITTEN + DAY };
    expect(keptMoved(read, read, DAY)).toEqual({ ...read, ...moved });
    expect(keptMoved(read, { ...read, error: 'changed' }, DAY)).toEqual({
      ...read,
      error: 'changed',
      ...moved,
    });
    const failedAgain = { ...read, nextRetryAt: WRITTEN + DAY + DELAY, closedAt: null };
    expect(keptMoved(read, failedAgain, DAY)).toEqual(failedAgain);
    expect(keptMoved(read, read, 1_000)).toBe(read);
  });
});
