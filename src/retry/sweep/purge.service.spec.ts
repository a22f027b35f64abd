import { beforeEach, describe, expect, it } from 'vitest';
import { letterOf } from '../../../test/support/dead-letters.js';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { MemoryObjectStore } from '../../../test/support/memory-object-store.js';
import { TestClock } from '../../../test/support/test-clock.js';
import { loadConfig } from '../../config/config.js';
import { DeadLetterStore } from '../../dlq/dead-letter.store.js';
import type { DeadLetter } from '../../domain/letter/dead-letter.js';
import { keyOfTraceId } from '../../domain/letter/trace-id.js';
import { PurgeService } from './purge.service.js';

const DAY_MS = 86_400_000;

describe('purging', () => {
  const pending = letterOf();
  const key = keyOfTraceId(pending.traceId);
  let clock: TestClock;
  let store: MemoryObjectStore;
  let log: MemoryLog;
  let letters: DeadLetterStore;
  let service: PurgeService;

  beforeEach(() => {
    clock = new TestClock();
    store = new MemoryObjectStore(clock);
    log = new MemoryLog();
    letters = new DeadLetterStore(store, clock, { totalMs: 5_000, pauseMs: 100 }, () => 'w');
    const config = loadConfig({ DISCARDED_RETENTION_DAYS: '30' });
    service = new PurgeService(letters, config, clock, log);
  });

  const keep = (changes: Partial<DeadLetter>) => letters.create({ ...pending, ...changes });

  it('deletes what was discarded, after its retention and not before', async () => {
    await keep({ status: 'discarded' });
    await clock.advance(30 * DAY_MS - 1_000);
    expect(await service.purge(key)).toBe(false);
    await clock.advance(2_000);
    expect(await service.purge(key)).toBe(true);
    expect(store.objects.size).toBe(0);
    expect(log.lines).toMatchObject([
      { event: 'purged', fields: { trace_id: pending.traceId, status: 'discarded' } },
    ]);
  });

  it('finishes a deletion that was begun', async () => {
    await keep({ status: 'deleted' });
    expect(await service.purge(key)).toBe(true);
  });

  it.each(['pending', 'parked'] as const)('never deletes what is %s, however old', async (status) => {
    await keep({ status });
    await clock.advance(3_650 * DAY_MS);
    expect(await service.purge(key)).toBe(false);
    expect(store.objects.size).toBe(1);
  });

  it('leaves alone what was changed meanwhile, what is not there, and what is no record', async () => {
    await keep({ status: 'deleted' });
    store.interference = {
      before: (call) => {
        if (call === 'remove') store.objects.set(key, { ...store.objects.get(key)!, etag: '"other"' });
      },
    };
    expect(await service.purge(key)).toBe(false);
    store.objects.set(key, { ...store.objects.get(key)!, bytes: Buffer.from('{}') });
    const corrupt = service.purge(key);
    // It is read twice, with a pause between.
    await clock.advance(100);
    expect(await corrupt).toBe(false);
    store.objects.clear();
    expect(await service.purge(key)).toBe(false);
  });
});
