import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify, MAX_RESPONSE_LENGTH, PermanentError, TransientError } from '../letter/failure.js';
import { failUnlessPassed, verdictOfStatus, verdictOfValidation } from './http-status.js';

describe('what an HTTP status means', () => {
  it.each([
    [200, null],
    [299, null],
    [302, 'upstream_rejected'],
    [400, 'upstream_rejected'],
    [408, 'upstream_error'],
    [425, 'upstream_error'],
    [429, 'upstream_rate_limited'],
    [500, 'upstream_error'],
    [599, 'upstream_error'],
  ])('%i is %s', (status, code) => expect(verdictOfStatus(status)?.code ?? null).toBe(code));

  it('differs for a validation in 408 and 425 alone, which reject there', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 999 }), (status) => {
        const verdict = verdictOfValidation(status);
        const rejects = status === 408 || status === 425;
        expect(verdict).toEqual(
          rejects ? { code: 'upstream_rejected', retryable: false } : verdictOfStatus(status),
        );
        const passes = status >= 200 && status < 300;
        const transient = status === 429 || (status >= 500 && status < 600);
        expect(verdict === null ? 'passes' : verdict.retryable).toBe(passes ? 'passes' : transient);
      }),
    );
  });

  it('is thrown as what it is', () => {
    expect(() => failUnlessPassed(null, 'r')).not.toThrow();
    expect(() => failUnlessPassed(verdictOfStatus(503), 'r')).toThrow(TransientError);
    expect(() => failUnlessPassed(verdictOfStatus(404), 'r')).toThrow(PermanentError);
  });

  it('carries the answer into the failure, and a wait where the event is retried', () => {
    const details = { retryAfterMs: 7_000, response: { status: 503, body: 'x'.repeat(3_000) } };
    const failureOf = (status: number) => {
      try {
        failUnlessPassed(verdictOfStatus(status), 'r', details);
      } catch (error) {
        return classify(error);
      }
      throw new Error('it passed');
    };
    const response = { status: 503, body: 'x'.repeat(MAX_RESPONSE_LENGTH) };
    expect(failureOf(503)).toEqual({
      code: 'upstream_error',
      reason: 'r',
      retryable: true,
      retryAfterMs: 7_000,
      response,
    });
    expect(failureOf(404)).toEqual({ code: 'upstream_rejected', reason: 'r', retryable: false, response });
  });
});
