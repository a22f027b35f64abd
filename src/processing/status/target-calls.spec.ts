import { describe, expect, it } from 'vitest';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { TestClock } from '../../../test/support/test-clock.js';
import type { ErrorCode } from '../../domain/letter/failure.js';
import { Facts } from '../../runtime/facts.js';
import { TargetCalls } from './target-calls.js';

describe('the latest calls', () => {
  function remembered() {
    const facts = new Facts(new MemoryLog());
    const clock = new TestClock();
    const calls = new TargetCalls(facts, clock);
    const end = (target: string, errorCode: ErrorCode | null, outcome: 'ok' | 'failed' = 'failed') =>
      facts.tell('delivery_ended', { target, outcome, status: null, errorCode, durationMs: 1 });
    return { calls, clock, facts, end };
  }

  it('of a target say when it took an event and when it failed', () => {
    const { calls, clock, end } = remembered();
    expect(calls.of('target:crm')).toEqual({ okAt: null, failedAt: null, errorCode: null });
    const okAt = clock.now();
    end('target:crm', null, 'ok');
    clock.setWall(5_000);
    end('target:crm', 'upstream_timeout');
    end('target:other', null, 'ok');
    expect(calls.of('target:crm')).toEqual({ okAt, failedAt: okAt + 5_000, errorCode: 'upstream_timeout' });
  });

  it('leave out an attempt that was cut off', () => {
    const { calls, end } = remembered();
    end('target:crm', null);
    expect(calls.of('target:crm').failedAt).toBeNull();
  });

  it('of CXone are those for a token', () => {
    const { calls, clock, facts } = remembered();
    facts.tell('token_requested', { outcome: 'failed', errorCode: 'upstream_rejected', durationMs: 1 });
    expect(calls.tokens).toEqual({ okAt: null, failedAt: clock.now(), errorCode: 'upstream_rejected' });
  });

  it('of a thousand targets are kept, the latest called', () => {
    const { calls, end } = remembered();
    for (let n = 0; n <= 1_000; n++) end(`target:${n}`, null, 'ok');
    expect(calls.of('target:0').okAt).toBeNull();
    expect(calls.of('target:1').okAt).not.toBeNull();
  });
});
