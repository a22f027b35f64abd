import { describe, expect, it } from 'vitest';
import { classify, isFailure, PermanentError, TransientError, type ErrorCode } from './failure.js';

/** As another copy of the package makes it: `instanceof` does not know it. */
function foreign(kind: string, fields: object): Error {
  return Object.assign(new Error('no'), { [Symbol.for('cxone-dlq.failure')]: kind }, fields);
}

describe('what a processor throws', () => {
  it.each([
    [new PermanentError('upstream_rejected', 'no'), { code: 'upstream_rejected', retryable: false }],
    [foreign('permanent', { code: 'upstream_rejected' }), { code: 'upstream_rejected', retryable: false }],
    [
      new TransientError('upstream_error', 'no', { retryAfterMs: 5 }),
      { code: 'upstream_error', retryable: true, retryAfterMs: 5 },
    ],
    [
      foreign('transient', { code: 'upstream_error', retryAfterMs: 5 }),
      { code: 'upstream_error', retryable: true, retryAfterMs: 5 },
    ],
  ])('is known by its mark, and not by its class', (thrown, failure) => {
    expect(isFailure(thrown)).toBe(true);
    expect(classify(thrown)).toMatchObject({ ...failure, reason: 'no' });
  });

  it.each([new Error('no'), foreign('other', {}), 'no', null, undefined])(
    'is a bug where it has no mark',
    (thrown) => {
      expect(isFailure(thrown)).toBe(false);
      expect(classify(thrown)).toMatchObject({ code: 'processor_error', retryable: true });
    },
  );

  it('keeps its meaning with a code that does not exist', () => {
    const thrown = new PermanentError('no_such_code' as ErrorCode, 'no');
    expect(classify(thrown)).toEqual({ code: 'processor_error', reason: 'no', retryable: false });
  });

  it('takes no stack of an expected failure, and leaves those of other errors alone', () => {
    const frames = ({ stack }: Error) => stack?.split('\n').length ?? 0;
    expect(frames(new PermanentError('stale', 'too old'))).toBe(1);
    expect(frames(new TransientError('target_busy', 'no place'))).toBe(1);
    expect(frames(new Error('unexpected'))).toBeGreaterThan(1);
  });
});
