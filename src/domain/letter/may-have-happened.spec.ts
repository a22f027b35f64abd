import { describe, expect, it } from 'vitest';
import { letterOf } from '../../../test/support/dead-letters.js';
import type { Attempt } from './dead-letter.js';
import { mayHaveHappened } from './may-have-happened.js';

const attempt: Attempt = {
  at: 0,
  trigger: 'sweep',
  by: 'r',
  claimId: 'c',
  durationMs: 10,
  processor: 'crm',
  errorCode: 'upstream_error',
  error: 'HTTP 503',
};
const withAttempt = (change: Partial<Attempt>) => {
  const letter = letterOf();
  return { ...letter, attempts: [{ ...attempt, ...change }, attempt] };
};

describe('what may have happened at a target', () => {
  it.each(['worker_lost', 'processing_timeout', 'upstream_timeout'])(
    'is a dead letter with an earlier %s, whatever failed last',
    (errorCode) => {
      expect(mayHaveHappened(withAttempt({ errorCode }))).toBe(true);
    },
  );

  it('is one with an attempt that has begun and has no end', () => {
    expect(mayHaveHappened(withAttempt({ errorCode: null, durationMs: null }))).toBe(true);
  });

  it('is one whose latest failure is unknown, though its attempts are not kept', () => {
    expect(mayHaveHappened({ attempts: [], errorCode: 'upstream_timeout' })).toBe(true);
  });

  it.each([{ errorCode: 'upstream_error' }, { errorCode: null, durationMs: 5 }])(
    'is none whose attempts have all ended with an answer: %j',
    (change) => {
      expect(mayHaveHappened(withAttempt(change))).toBe(false);
    },
  );
});
