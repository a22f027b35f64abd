import { describe, expect, it } from 'vitest';
import { HandClock } from '../../../test/support/hand-clock.js';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { TestClock } from '../../../test/support/test-clock.js';
import { StoreError } from '../../store/store-error.js';
import { ResultBook } from './result-book.js';

const resultOf = (n: number) =>
  ({
    n,
    trace_id: `DLQ-${n}`,
    outcome: 'succeeded',
    at: '2026-01-01T00:00:00.000Z',
    error_code: null,
    error: null,
    fingerprint: null,
  }) as const;

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
    const add = (n: number) => book.add(resultOf(n));
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

  function book(total: number) {
    const clock = new TestClock();
    const shards: Array<{ at: number; lines: number }> = [];
    const begunAt = clock.now();
    const writeResults = async (_job: string, _writer: string, _number: number, bytes: Uint8Array) => {
      const lines = Buffer.from(bytes).toString().split('\n').length - 1;
      shards.push({ at: (clock.now() - begunAt) / 1_000, lines });
      return true;
    };
    const rename = async () => '';
    const parts = { shards: { writeResults }, clock, log: new MemoryLog(), stores: () => {}, rename };
    return { clock, shards, book: new ResultBook({ jobId: 'JOB-1', writer: 'r.1', total }, parts) };
  }

  it('are stored after a second at first, and less often where a job is long', async () => {
    const { clock, shards, book: slow } = book(4_000);
    for (let n = 0; n < 4_000; n++) {
      slow.add(resultOf(n));
      await clock.advance(500);
    }
    await clock.advance(60_000);
    expect(shards[0]).toEqual({ at: 1, lines: 2 });
    expect(shards.length).toBeLessThan(300);
    expect(shards.at(-1)!.lines).toBeGreaterThan(10);
    expect(shards.reduce((sum, { lines }) => sum + lines, 0)).toBe(4_000);
  });

  it('are stored at once where a shard is full', async () => {
    const { clock, shards, book: fast } = book(2_500);
    for (let n = 0; n < 2_500; n++) fast.add(resultOf(n));
    await clock.advance(0);
    expect(shards.map(({ lines }) => lines)).toEqual([1_000, 1_000, 500]);
  });
});
