import { afterEach, describe, expect, it, vi } from 'vitest';
import { memoryOfProcess } from './process-memory.js';

describe('the memory of this process', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('cannot be collected where Node exposes no collector', () => {
    vi.stubGlobal('gc', undefined);
    expect(memoryOfProcess()).toBeNull();
  });

  it('is read in bytes, and collected with all that V8 can return', () => {
    const collector = vi.fn();
    vi.stubGlobal('gc', collector);
    const memory = memoryOfProcess();
    const { resident, heapUsed } = memory?.read() ?? { resident: 0, heapUsed: 0 };
    expect(heapUsed).toBeGreaterThan(1_000_000);
    expect(resident).toBeGreaterThan(heapUsed);
    memory?.collect();
    expect(collector).toHaveBeenCalledExactlyOnceWith({
      type: 'major',
      execution: 'sync',
      flavor: 'last-resort',
    });
  });

  it('tells what part of the time the event loop has worked since it was asked last', async () => {
    vi.stubGlobal('gc', vi.fn());
    const memory = memoryOfProcess();
    const turnEnds = () => new Promise<void>((resolve) => setTimeout(resolve, 1));
    await turnEnds();
    memory?.workedShare();
    const until = performance.now() + 20;
    while (performance.now() < until);
    await turnEnds();
    const share = memory?.workedShare();
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThanOrEqual(1);
  });
});
