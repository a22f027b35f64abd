import { describe, expect, it } from 'vitest';
import { measureLoop } from './loop-work.js';

describe('the work of the event loop', () => {
  const turnEnds = () => new Promise<void>((resolve) => setTimeout(resolve, 1));

  it('is told as a part of the time since it was asked for last', async () => {
    await turnEnds();
    const workedShare = measureLoop();
    const until = performance.now() + 20;
    while (performance.now() < until);
    await turnEnds();
    const share = workedShare();
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThanOrEqual(1);
  });

  it('is measured by each for itself', async () => {
    await turnEnds();
    const [mine, other] = [measureLoop(), measureLoop()];
    const until = performance.now() + 20;
    while (performance.now() < until);
    await turnEnds();
    other();
    expect(mine()).toBeGreaterThan(0);
  });
});
