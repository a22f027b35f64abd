import { beforeEach, describe, expect, it } from 'vitest';
import { heard } from '../../test/support/heard-facts.js';
import { MemoryLog } from '../../test/support/memory-log.js';
import { TestClock } from '../../test/support/test-clock.js';
import type { HttpAnswer } from '../outbound/http-sender.js';
import { Facts, type FactTypes } from '../runtime/facts.js';
import { TokenClient } from './token-client.js';

const REQUEST = { method: 'POST', url: 'http://cxone/token', headers: {} } as const;

describe('a request for a token', () => {
  let told: Array<FactTypes['token_requested']>;
  let clock: TestClock;

  beforeEach(() => {
    clock = new TestClock();
  });

  function fetchToken(answer: Partial<HttpAnswer>): Promise<unknown> {
    const facts = new Facts(new MemoryLog());
    told = heard(facts, 'token_requested');
    const send = async () => {
      await clock.advance(30);
      return { status: 200, retryAfter: undefined, body: '{}', beginning: '', complete: true, ...answer };
    };
    return new TokenClient(async () => REQUEST, send, clock, facts).fetch().catch(() => null);
  }

  it.each([
    [{ body: '{"access_token":"t","expires_in":60}' }, { outcome: 'ok', errorCode: null }],
    [{ status: 400 }, { outcome: 'failed', errorCode: 'upstream_error' }],
    [{ status: 429 }, { outcome: 'failed', errorCode: 'upstream_rate_limited' }],
  ] as const)('that is answered with %j is told as %j', async (answer, expected) => {
    await fetchToken(answer);
    expect(told).toEqual([{ ...expected, durationMs: 30 }]);
  });
});
