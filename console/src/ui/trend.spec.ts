import { describe, expect, it } from 'vitest';
import { trendOf } from './trend.js';

describe('trendOf', () => {
  it.each([
    [[9, 9, 9, 0, 0, 0], 'quiet'],
    [[1, 1, 1, 5, 5, 5], 'rising'],
    [[5, 5, 5, 1, 1, 1], 'falling'],
    [[5, 5, 5, 5, 5, 4], 'steady'],
    [[0, 0, 0, 0, 0, 1], 'rising'],
  ] as const)('says of %j: %s', (counts, trend) => expect(trendOf(counts)).toBe(trend));
});
