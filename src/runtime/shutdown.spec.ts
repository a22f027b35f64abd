import { describe, expect, it } from 'vitest';
import { Shutdown } from './shutdown.js';

describe('the end of the service', () => {
  it('has two steps: it drains, and then begins nothing more', () => {
    const shutdown = new Shutdown();
    let [told, late] = [0, 0];
    shutdown.onDraining(() => told++);
    shutdown.onDraining(() => told++)();
    expect(shutdown.draining).toBe(false);
    shutdown.startDraining();
    expect(shutdown.draining).toBe(true);
    shutdown.onDraining(() => late++);
    expect([told, late]).toEqual([1, 1]);
    expect(shutdown.signal.aborted).toBe(false);
    shutdown.begin();
    expect(shutdown.signal.aborted).toBe(true);
    expect([told, late]).toEqual([1, 1]);
  });

  it('drains also where the second step comes first', () => {
    const shutdown = new Shutdown();
    let told = 0;
    shutdown.onDraining(() => told++);
    shutdown.onModuleDestroy();
    expect(shutdown.draining).toBe(true);
    expect(shutdown.signal.aborted).toBe(true);
    expect(told).toBe(1);
  });
});
