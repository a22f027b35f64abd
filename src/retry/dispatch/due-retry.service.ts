import type { StoreProof } from '../../store/proof/store-proof.js';
import type { HeldRetries } from '../../processing/held-retries.js';
import type { TargetBreakers } from '../../processing/target-breakers.js';
import { describeError, type Log } from '../../runtime/logger.js';
import type { RetryService } from '../retry.service.js';
import type { DueRetry, RetryEnd, RetryRunner, RunWait } from './retry-dispatcher.port.js';

/** The reasons not to try a due retry now. */
export interface Obstacles {
  breakers: Pick<TargetBreakers, 'isOpen'>;
  held: HeldRetries;
  proof: Pick<StoreProof, 'hindrance'>;
}

/**
 * Tries one due retry, except while its target is down or full, or while the store is not proven, when nothing may be
 * claimed. Then another replica may try the job of the queue.
 */
export class DueRetryService implements RetryRunner {
  constructor(
    private readonly retries: Pick<RetryService, 'retryDue'>,
    private readonly obstacles: Obstacles,
    private readonly log: Log,
  ) {}

  isHeld({ target }: DueRetry): boolean {
    const { proof, breakers } = this.obstacles;
    return proof.hindrance !== null || breakers.isOpen(target);
  }

  async run({ traceId, key }: DueRetry, wait?: RunWait): Promise<RetryEnd> {
    const { proof, held } = this.obstacles;
    if (proof.hindrance !== null) return 'held';
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
