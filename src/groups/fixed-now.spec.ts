import { describe, expect, it } from 'vitest';
import { FixedNow } from './fixed-now.js';

describe('what was fixed', () => {
  it('is known of a cause until the cause is gone', () => {
    const there = new Set(['v2-a']);
    const fixedNow = new FixedNow((fingerprint) => there.has(fingerprint));
    const fixed = { sampled: 10, wouldPass: 9, at: 1 };
    expect(fixedNow.of('v2-a')).toBeUndefined();
    fixedNow.set('v2-a', fixed);
    expect(fixedNow.of('v2-a')).toEqual(fixed);
    there.clear();
    expect(fixedNow.of('v2-a')).toBeUndefined();
    there.add('v2-a');
    expect(fixedNow.of('v2-a')).toBeUndefined();
  });
});
