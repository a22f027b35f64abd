import { describe, expect, it } from 'vitest';
import { MAX_REFUSALS, REFUSAL_WINDOW_MS, Refusals } from './refusals.js';

describe('Refusals', () => {
  it('makes an address wait after too many refusals in a minute, and no other one', () => {
    const refusals = new Refusals();
    for (let n = 0; n < MAX_REFUSALS; n++) {
      expect(refusals.waitS('192.0.2.1', n)).toBe(0);
      refusals.note('192.0.2.1', n);
    }
    expect(refusals.waitS('192.0.2.1', 30_000)).toBe(30);
    expect(refusals.waitS('192.0.2.2', 30_000)).toBe(0);
    expect(refusals.waitS('192.0.2.1', REFUSAL_WINDOW_MS)).toBe(0);
  });

  it('forgets refusals that lie further back', () => {
    const refusals = new Refusals();
    for (let n = 0; n < 3 * MAX_REFUSALS; n++) refusals.note('192.0.2.1', n * 6_000);
    expect(refusals.waitS('192.0.2.1', 60 * 6_000)).toBe(0);
  });
});
