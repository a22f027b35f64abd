import { describe, expect, it } from 'vitest';
import { HeldRetries } from '../../processing/held-retries.js';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { DueRetryService } from './due-retry.service.js';

describe('DueRetryService', () => {
  const retry = { traceId: 'DLQ-1', key: 'dlq/1', target: null };
  const breakers = { isOpen: () => false };
  const held = new HeldRetries(() => '');

  it('claims nothing while the store is not proven', async () => {
    const asked: string[] = [];
    const retries = {
      retryDue: async (key: string) => {
        asked.push(key);
        const attempted = { target: null, errorCode: null, durationMs: 1 };
        return { kind: 'processed', key, attempted } as const;
      },
    };
    let hindered: string | null = 'not proven yet (S3 answered 500)';
    const hindrance = () => hindered;
    const runner = new DueRetryService(retries, { breakers, held, hindrance }, new MemoryLog());
    expect([runner.isHeld(retry), await runner.run(retry), asked]).toEqual([true, 'held', []]);
    hindered = null;
    expect([runner.isHeld(retry), await runner.run(retry), asked]).toEqual([false, 'processed', ['dlq/1']]);
  });
});
