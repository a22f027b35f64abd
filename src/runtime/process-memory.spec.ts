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
});
