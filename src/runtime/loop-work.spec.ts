import { performance } from 'node:perf_hooks';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { measureLoop } from './loop-work.js';

describe('the work of the event loop', () => {
  afterEach(() => vi.restoreAllMocks());

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

  it('is measured by each for itself', () => {
    let reading = 0;
    vi.spyOn(performance, 'eventLoopUtilization').mockImplementation((now, before) =>
      now && before
        ? { ...now, utilization: now.active - before.active }
        : { idle: 0, active: ++reading, utilization: 0 },
    );
    const [mine, other] = [measureLoop(), measureLoop()];
    expect([other(), mine(), mine(), other()]).toEqual([3 - 2, 4 - 1, 5 - 4, 6 - 3]);
  });
});
