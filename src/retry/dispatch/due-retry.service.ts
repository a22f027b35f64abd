import type { HeldRetries } from '../../processing/held-retries.js';
import type { TargetBreakers } from '../../processing/target-breakers.js';
import { describeError, type Log } from '../../runtime/logger.js';
import type { RetryService } from '../retry.service.js';
import type { DueRetry, RetryEnd, RetryRunner, RunWait } from './retry-dispatcher.port.js';

/** The reasons not to try a due retry now. */
export interface Obstacles {
  breakers: Pick<TargetBreakers, 'isOpen'>;
  held: HeldRetries;
  /** Why nothing may be claimed or processed now; `null`: nothing hinders. */
  hindrance: () => string | null;
}

/**
 * Tries one due retry, except while its target is down or full, while the store is not proven, when nothing may be
 * claimed, or while the schemas are not known. Then another replica may try the job of the queue.
 */
export class DueRetryService implements RetryRunner {
  constructor(
    private readonly retries: Pick<RetryService, 'retryDue'>,
    private readonly obstacles: Obstacles,
    private readonly log: Log,
  ) {}

  isHeld({ target }: DueRetry): boolean {
    const { hindrance, breakers } = this.obstacles;
    return hindrance() !== null || breakers.isOpen(target);
  }

  async run({ traceId, key }: DueRetry, wait?: RunWait): Promise<RetryEnd> {
    const { hindrance, held } = this.obstacles;
    if (hindrance() !== null) return 'held';
    try {
      const outcome = await this.retries.retryDue(key, wait);
      const { kind } = outcome;
      if (kind === 'held') held.note(traceId, outcome.target);
      else held.forget(traceId);
      if (kind === 'held' || kind === 'busy') return 'held';
      return kind === 'processed' || kind === 'failed' ? kind : 'none';
    } catch (error) {
      // An error of one retry must not stop the others.
      this.log.error('sweep_task_failed', { key, ...describeError(error) });
      return 'none';
    }
  }
}
