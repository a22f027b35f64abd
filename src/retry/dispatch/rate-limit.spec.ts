import { describe, expect, it } from 'vitest';
import { TestClock } from '../../../test/support/test-clock.js';
import { RateLimit } from './rate-limit.js';

const forever = new AbortController().signal;

describe('the rate limit', () => {
  const turnsWithin = async (clock: TestClock, limit: RateLimit, ms: number, signal = forever) => {
    const turns: number[] = [];
    const startedAt = clock.now();
    const loop = async () => {
      while (!signal.aborted && turns.length < 1_000) {
        await limit.turn(signal);
        turns.push(clock.now() - startedAt);
      }
    };
    const run = loop().catch(() => {});
    await clock.advance(ms);
    return { turns, run };
  };

  it('spreads turns evenly over the time', async () => {
    const clock = new TestClock();
    const { turns } = await turnsWithin(clock, new RateLimit(20, clock), 2_000);
    expect(turns.length).toBeGreaterThanOrEqual(40);
    expect(turns.length).toBeLessThanOrEqual(43);
    for (let i = 3; i < turns.length; i++) expect(turns[i]! - turns[i - 1]!).toBeCloseTo(50, 5);
  });

  it('saves nothing up for later but a tenth of a second', async () => {
    const clock = new TestClock();
    const limit = new RateLimit(100, clock);
    await limit.turn(forever);
    await clock.advance(60_000);
    const { turns } = await turnsWithin(clock, limit, 1_000);
    expect(turns.length).toBeLessThanOrEqual(111);
    expect(turns.length).toBeGreaterThanOrEqual(100);
  });

  it('limits nothing with 0', async () => {
    const clock = new TestClock();
    const { turns } = await turnsWithin(clock, new RateLimit(0, clock), 0);
    expect(turns).toHaveLength(1_000);
  });

  it('does not hold up who is told to stop', async () => {
    const clock = new TestClock();
    const limit = new RateLimit(1, clock);
    const stop = new AbortController();
    const { turns, run } = await turnsWithin(clock, limit, 100, stop.signal);
    stop.abort(new Error('stop'));
    await run;
    expect(turns).toHaveLength(1);
  });
});
