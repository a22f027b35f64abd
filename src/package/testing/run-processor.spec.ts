import { describe, expect, it } from 'vitest';
import { PermanentError, TransientError } from '../../domain/letter/failure.js';
import { Processor, type EventProcessor, type ProcessingContext } from '../../processing/processor.js';
import type { CxoneEvent } from '../../domain/event/event.js';
import { MemoryObjectStore } from '../../store/memory/memory-object-store.js';
import { runProcessor } from './run-processor.js';
import { TestClock } from './test-clock.js';

@Processor({ versions: ['case-1'] })
class Cases implements EventProcessor {
  readonly seen: string[] = [];

  async process(event: CxoneEvent, { signal, retryCount, traceId }: ProcessingContext): Promise<void> {
    this.seen.push(`${retryCount} ${traceId === null ? 'new' : 'stored'} ${event.payload}`);
    if (event.payload === '"never"') throw new PermanentError('upstream_rejected', 'the CRM refuses it');
    if (event.payload === '"later"' && retryCount === 0) throw new TransientError('upstream_error', 'down');
    if (event.payload === '"hangs"') {
      await new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      );
    }
  }
}

const eventWith = (payload: unknown) => ({ event_id: 'e1', schema_version: 'case-1', payload });

describe('runProcessor', () => {
  it('tells that an event was processed, and keeps its digits', async () => {
    const cases = new Cases();
    const text = '{"event_id":"e1","schema_version":"case-1","payload":12345678901234567890}';
    const run = await runProcessor(cases, text);
    expect(run).toMatchObject({ outcome: 'processed', record: null });
    expect(cases.seen).toEqual(['0 new 12345678901234567890']);
    await expect(run.retry()).rejects.toThrow('nothing is left to retry');
  });

  it('gives the dead letter of one that can never pass', async () => {
    const { outcome, record } = await runProcessor(Cases, eventWith('never'));
    expect(outcome).toBe('failed');
    expect(record).toMatchObject({
      status: 'parked',
      error_code: 'upstream_rejected',
      error: 'the CRM refuses it',
      retry_count: 0,
      next_retry_at: null,
    });
  });

  it('retries one that may pass later, until it passes', async () => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    const cases = new Cases();
    const first = await runProcessor(cases, eventWith('later'), { clock, store });
    expect(first.record).toMatchObject({ status: 'pending', failed_at: '2024-10-23T14:00:00.000Z' });
    expect([...store.objects.keys()].filter((key) => key.startsWith('dlq/'))).toHaveLength(1);
    expect(await first.retry()).toMatchObject({ outcome: 'processed', record: null });
    expect(cases.seen).toEqual(['0 new "later"', '1 stored "later"']);
    expect([...store.objects.keys()].filter((key) => key.startsWith('dlq/'))).toHaveLength(0);
  });

  it('parks one whose attempts are used up', async () => {
    class Down extends Cases {
      override async process(): Promise<void> {
        throw new TransientError('upstream_error', 'still down');
      }
    }
    Processor({ versions: ['case-1'] })(Down);
    const first = await runProcessor(Down, eventWith('x'), { env: { RETRY_MAX_ATTEMPTS: '1' } });
    const second = await first.retry();
    expect(second.record).toMatchObject({
      status: 'parked',
      retry_count: 1,
      error: 'retry 1 failed: still down',
    });
  });

  it('cuts an attempt off when its time is over', async () => {
    const clock = new TestClock();
    const running = runProcessor(Cases, eventWith('hangs'), { clock });
    await clock.advance(2_000);
    expect((await running).record).toMatchObject({ error_code: 'processing_timeout', status: 'pending' });
  });

  it.each([
    [{ event_id: 'e1', payload: {} }, 'Cases takes case-1; the event has the version v2.1'],
    [[eventWith(1), eventWith(2)], 'expected one event'],
  ])('refuses what the service would not hand to the processor', async (event, problem) => {
    await expect(runProcessor(Cases, event)).rejects.toThrow(problem);
  });
});
