import type { Clock } from '../../runtime/clock.js';
import type { Facts } from '../../runtime/facts.js';
import type { JobPurges } from './job-purges.js';

/** From the start of the process until the first purge, milliseconds: a start has other things to do. */
const FIRST_MS = 300_000;

/** Between two purges, milliseconds. */
const EVERY_MS = 3_600_000;

/** Purges jobs after a sweep, once an hour. */
export class PurgeSchedule {
  private dueAt: number;
  private running: Promise<void> = Promise.resolve();

  constructor(
    facts: Facts,
    private readonly purges: Pick<JobPurges, 'purge'>,
    private readonly clock: Pick<Clock, 'monotonic'>,
  ) {
    this.dueAt = clock.monotonic() + FIRST_MS;
    facts.on('sweep_ended', () => this.swept());
  }

  /** Resolves when what has begun is finished. */
  async stop(): Promise<void> {
    await this.running;
  }

  private swept(): void {
    const now = this.clock.monotonic();
    if (now < this.dueAt) return;
    this.dueAt = now + EVERY_MS;
    this.running = this.running.then(() => this.purges.purge());
  }
}
