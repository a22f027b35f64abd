import type { StoreProof } from '../../store/proof/store-proof.js';
import type { HeldRetries } from '../../processing/held-retries.js';
import type { TargetBreakers } from '../../processing/target-breakers.js';
import { describeError, type Log } from '../../runtime/logger.js';
import type { RetryService } from '../retry.service.js';
import type { DueRetry, RetryEnd, RetryRunner, RunWait } from './retry-dispatcher.port.js';

/** What can keep a due retry from being tried. */
export interface Obstacles {
  breakers: Pick<TargetBreakers, 'isOpen'>;
  held: HeldRetries;
  proof: Pick<StoreProof, 'hindrance'>;
}

/**
 * Tries one due retry. It does not try it while its target is down or takes no more, or while the store is not proven, so
 * that nothing may be claimed. A job of the queue is then for another replica.
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
      // One that goes wrong must not end it for the others.
      this.log.error('sweep_task_failed', { key, error: describeError(error) });
      return 'none';
    }
  }
}
