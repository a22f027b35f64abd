import { Inject, Injectable } from '@nestjs/common';
import { StoreProof } from '../../dlq/proof/store-proof.js';
import { TargetBreakers } from '../../processing/target-breakers.js';
import { describeError, LOG, type Log } from '../../runtime/logger.js';
import { RetryService } from '../retry.service.js';
import type { DueRetry, RetryEnd, RetryRunner } from './retry-dispatcher.port.js';

/**
 * Tries one due retry, unless its target is down by then, or nothing may be claimed because the store is not proven:
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

  async run({ key, target }: DueRetry): Promise<RetryEnd> {
    if (this.proof.hindrance !== null || !this.breakers.mayCall(target)) return 'held';
    try {
      const { kind } = await this.retries.retryDue(key);
      return kind === 'processed' || kind === 'failed' ? kind : 'none';
    } catch (error) {
      // One that goes wrong must not end it for the others.
      this.log.error('sweep_task_failed', { key, error: describeError(error) });
      return 'none';
    }
  }
}
