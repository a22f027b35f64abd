import type { RateLimit } from './rate-limit.js';
import type {
  DispatchReport,
  DueRetry,
  RetryDispatcher,
  RetryEnd,
  RetryRunner,
} from './retry-dispatcher.port.js';
import { emptyReport } from './retry-dispatcher.port.js';
import type { RetryPlace, RetryPlaces } from './retry-places.js';

/** The longest wait for a place at the target, milliseconds. Then a later sweep tries the retry. */
const PLACE_WAIT_MS = 60_000;

/** The default: tries the retries in this process. It settles when all of them have been tried. */
export class InProcessDispatcher implements RetryDispatcher {
  readonly kind = 'in-process';
  readonly trouble = null;

  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly runner: RetryRunner,
    private readonly places: RetryPlaces,
    private readonly rate: RateLimit,
  ) {}

  start(): void {}

  async dispatch(retries: readonly DueRetry[], signal: AbortSignal): Promise<DispatchReport> {
    const report = emptyReport();
    const mine: Promise<void>[] = [];
    for (const retry of retries) {
      if (this.runner.isHeld(retry)) {
        report.held++;
        continue;
      }
      const place = await this.place(signal);
      if (place === null) break;
      const run: Promise<void> = this.runner
        .run(retry, { waitMs: PLACE_WAIT_MS, signal, pause: place.pause })
        // A rejection would have no handler before the last retry has begun, and would end the process.
        .catch((): RetryEnd => 'none')
        .then((end) => {
          if (end !== 'none') report[end]++;
        })
        .finally(() => {
          place.release();
          this.running.delete(run);
        });
      this.running.add(run);
      mine.push(run);
    }
    await Promise.all(mine);
    return report;
  }

  async close(): Promise<void> {
    await Promise.all(this.running);
  }

  /**
   * Takes turns one after the other, so that none are saved up while all places are taken. `null`: no more may begin.
   */
  private async place(signal: AbortSignal): Promise<RetryPlace | null> {
    try {
      await this.rate.turn(signal);
      return await this.places.take(signal);
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  }
}
