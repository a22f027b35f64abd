import { describe, expect, it } from 'vitest';
import { FinishedRetries, MAX_WINDOW_MS } from './finished-retries.js';

describe('retries of other replicas', () => {
  it('is left alone as it was seen, and as nothing else', () => {
    const finished = new FinishedRetries(300_000, 'me');
    finished.note('DLQ-1', { by: 'other', etag: '"1"' }, 0);
    expect(finished.has('DLQ-1', '"1"', 1)).toBe(true);
    expect(finished.has('DLQ-1', '"2"', 1)).toBe(false);
    expect(finished.has('DLQ-2', '"1"', 1)).toBe(false);
    expect(finished.has('DLQ-1', undefined, 1)).toBe(false);
  });

  it('is looked at again after a minute: it may be due again, and the other be gone', () => {
    const finished = new FinishedRetries(300_000, 'me');
    finished.note('DLQ-1', { by: 'other', etag: '"1"' }, 0);
    expect(finished.has('DLQ-1', '"1"', MAX_WINDOW_MS)).toBe(false);
  });

  it('is forgotten after a run of its own, and what is no such message says nothing', () => {
    const finished = new FinishedRetries(300_000, 'me');
    for (const value of [null, 'x', { by: 'other' }, { etag: '"1"' }]) finished.note('DLQ-1', value, 0);
    expect(finished.has('DLQ-1', '"1"', 1)).toBe(false);
    finished.note('DLQ-1', { by: 'other', etag: '"1"' }, 0);
    finished.note('DLQ-1', { by: 'me', etag: '"1"' }, 1);
    expect(finished.has('DLQ-1', '"1"', 2)).toBe(false);
  });
});
