import { describe, expect, it } from 'vitest';
import { HandClock } from '../../../test/support/hand-clock.js';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { StoreError } from '../../store/store-error.js';
import { ResultBook } from './result-book.js';

describe('the results of a job', () => {
  it('are stored once under numbers without a gap, however many wait for a write that fails', async () => {
    const stored: number[] = [];
    let fail: (error: Error) => void = () => {};
    const first = new Promise<boolean>((_, reject) => (fail = reject));
    let calls = 0;
    const writeResults = async (_job: string, _writer: string, number: number) => {
      if (++calls === 1) return first;
      stored.push(number);
      return true;
    };
    const rename = async () => 'r.2';
    const clock = new HandClock();
    const parts = { shards: { writeResults }, clock, log: new MemoryLog(), stores: () => {}, rename };
    const book = new ResultBook({ jobId: 'JOB-1', writer: 'r.1', total: 3 }, parts);
    const add = (n: number) =>
      book.add({
        n,
        trace_id: `DLQ-${n}`,
        outcome: 'succeeded',
        at: '2026-01-01T00:00:00.000Z',
        error_code: null,
        error: null,
        fingerprint: null,
      });
    add(0);
    const failing = book.flush();
    await expect.poll(() => calls).toBe(1);
    add(1);
    const waiting = [book.flush(), book.flush()];
    fail(new StoreError('no answer', { outcomeUnknown: true, retryable: true }));
    await expect(failing).rejects.toThrow('no answer');
    await Promise.all(waiting);
    expect(stored).toEqual([0, 1]);
    expect([book.shards, book.firstUnstored]).toEqual([2, 2]);
  });
});
