import { Inject, Injectable } from '@nestjs/common';
import { ProcessingService } from '../../processing/processing.service.js';
import { describeError, LOG, type Log } from '../../runtime/logger.js';
import { RetryService } from '../retry.service.js';
import type { DueRetry, RetryEnd, RetryRunner } from './retry-dispatcher.port.js';

/** Tries one due retry, unless its target is down by then. */
@Injectable()
export class DueRetryService implements RetryRunner {
  constructor(
    private readonly retries: RetryService,
    private readonly processing: ProcessingService,
    @Inject(LOG) private readonly log: Log,
  ) {}

  isHeld({ schemaVersion }: DueRetry): boolean {
    return this.processing.isHeld(schemaVersion);
  }

  async run({ key, schemaVersion }: DueRetry): Promise<RetryEnd> {
    if (!this.processing.mayRetry(schemaVersion)) return 'held';
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
