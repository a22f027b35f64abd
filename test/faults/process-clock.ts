import type { Clock } from '../../src/runtime/clock.js';
import type { Scheduler } from './scheduler.js';
import type { SimulatedProcess } from './simulated-process.js';

/** The clock of one process: it runs as true time does, but shows another one. */
export class ProcessClock implements Clock {
  constructor(
    private readonly scheduler: Scheduler,
    private readonly process: SimulatedProcess,
  ) {}

  now(): number {
    return this.scheduler.now + this.process.aheadMs;
  }

  monotonic(): number {
    return this.scheduler.now;
  }

  after(ms: number, callback: () => void): () => void {
    return this.scheduler.after(this.process, ms, callback);
  }
}
