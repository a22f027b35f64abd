import { Inject, Injectable } from '@nestjs/common';
import { StoreProof } from '../../store/proof/store-proof.js';
import { TargetBreakers } from '../../processing/target-breakers.js';
import { describeError, LOG, type Log } from '../../runtime/logger.js';
import { RetryService } from '../retry.service.js';
import type { DueRetry, RetryEnd, RetryRunner, RunWait } from './retry-dispatcher.port.js';

/**
 * Tries one due retry, unless the target to which the routes of now lead it is down or takes no more, or nothing may be claimed because the store is not proven:
 * a job of the queue is then for another replica.
 */
@Injectable()
export class DueRetryService implements RetryRunner {
  constructor(
    private readonly retries: RetryService,
    private readonly breakers: TargetBreakers,
    private readonly proof: StoreProof,
    @Inject(LOG) private readonly log: Log,
  ) {}

  isHeld({ target }: DueRetry): boolean {
    return this.proof.hindrance !== null || this.breakers.isOpen(target);
  }

  async run({ traceId, key }: DueRetry, wait?: RunWait): Promise<RetryEnd> {
    if (this.proof.hindrance !== null) return 'held';
    try {
      const outcome = await this.retries.retryDue(key, wait);
      const { kind } = outcome;
      if (kind === 'held') this.breakers.held.note(traceId, outcome.target);
      else this.breakers.held.forget(traceId);
      if (kind === 'held' || kind === 'busy') return 'held';
      return kind === 'processed' || kind === 'failed' ? kind : 'none';
    } catch (error) {
      // One that goes wrong must not end it for the others.
      this.log.error('sweep_task_failed', { key, error: describeError(error) });
      return 'none';
    }
  }
}
