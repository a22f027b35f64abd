import { describe, expect, it } from 'vitest';
import type { Timeline } from '../../api/types.js';
import { brushIn, bucketsOf, snapped, windowOf } from './brush.js';

const START = Date.UTC(2026, 0, 10);
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const time = (ms: number) => new Date(START + ms).toISOString();
const timeline = {
  from: time(0),
  to: time(9.5 * HOUR_MS),
  bucket_s: 3_600,
  causes: [],
  other: { causes: 0, counts: Array.from({ length: 10 }, () => 1) },
  marks: [],
  marks_complete: true,
} satisfies Timeline;

describe('the window of the chart', () => {
  it('is the one of the service where nothing is asked for', () => {
    expect(windowOf({ name: '24 h', seconds: 86_400 }, START)).toEqual({});
    expect(windowOf({ name: '1 h', seconds: 3_600 }, START)).toEqual({ from: time(-HOUR_MS), to: time(0) });
  });

  it('shows half of a brushed time before and behind it, in buckets that begin and end with it', () => {
    const range = { from: time(0), to: time(4 * HOUR_MS) };
    expect(windowOf(range, START + 24 * HOUR_MS)).toEqual({
      from: time(-2 * HOUR_MS),
      to: time(6 * HOUR_MS),
      bucket_s: 300,
    });
    // What is to come is not shown.
    expect(windowOf(range, START + 4 * HOUR_MS).to).toBe(time(4 * HOUR_MS));
    expect(windowOf(range, START + 4 * HOUR_MS + MINUTE_MS).to).toBe(time(4 * HOUR_MS + 5 * MINUTE_MS));
  });

  it('is the brushed time alone where no bucket ends with it', () => {
    const range = { from: time(0), to: time(4 * HOUR_MS + 1_234) };
    expect(windowOf(range, START + 24 * HOUR_MS)).toEqual(range);
  });
});

describe('the brush', () => {
  const brush = (from: number, to: number) => ({ from: START + from, to: START + to });

  it('takes whole buckets, at least one, and none that is not there', () => {
    const at = (from: number, to: number) => snapped(brush(from * HOUR_MS, to * HOUR_MS), timeline);
    expect(at(1.4, 3.6)).toEqual(brush(HOUR_MS, 4 * HOUR_MS));
    expect(at(2.1, 2.2)).toEqual(brush(2 * HOUR_MS, 3 * HOUR_MS));
    expect(at(-3, 20)).toEqual(brush(0, 10 * HOUR_MS));
    expect(at(9.8, 9.9)).toEqual(brush(9 * HOUR_MS, 10 * HOUR_MS));
  });

  it('is of the address, and names its buckets', () => {
    const range = { from: time(HOUR_MS), to: time(3 * HOUR_MS) };
    expect(brushIn({ name: '1 h', seconds: 3_600 })).toBeNull();
    expect(bucketsOf(timeline, brushIn(range))).toEqual([1, 3]);
    expect(bucketsOf(timeline, null)).toEqual([0, 10]);
    expect(bucketsOf(timeline, brush(-HOUR_MS, 99 * HOUR_MS))).toEqual([0, 10]);
  });
});
