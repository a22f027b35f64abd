import { describe, expect, it } from 'vitest';
import type { StoreProof } from '../../store/proof/store-proof.js';
import { HeldRetries } from '../../processing/held-retries.js';
import type { TargetBreakers } from '../../processing/target-breakers.js';
import { MemoryLog } from '../../../test/support/memory-log.js';
import type { RetryService } from '../retry.service.js';
import { DueRetryService } from './due-retry.service.js';

describe('DueRetryService', () => {
  const retry = { traceId: 'DLQ-1', key: 'dlq/1', target: null };
  const breakers = {
    isOpen: () => false,
    held: new HeldRetries(),
  } as Partial<TargetBreakers> as TargetBreakers;

  it('claims nothing while the store is not proven', async () => {
    const asked: string[] = [];
    const retries = {
      retryDue: (key: string) => {
        asked.push(key);
        return Promise.resolve({ kind: 'processed' });
      },
    } as Partial<RetryService> as RetryService;
    const proof: { hindrance: string | null } = { hindrance: 'not proven yet (S3 answered 500)' };
    const runner = new DueRetryService(retries, breakers, proof as StoreProof, new MemoryLog());
    expect([runner.isHeld(retry), await runner.run(retry), asked]).toEqual([true, 'held', []]);
    proof.hindrance = null;
    expect([runner.isHeld(retry), await runner.run(retry), asked]).toEqual([false, 'processed', ['dlq/1']]);
  });
});
