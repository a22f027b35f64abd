import type { Facts } from '../runtime/facts.js';
import { openFacts } from '../runtime/log-facts.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryLog } from '../../test/support/memory-log.js';
import { TestClock } from '../../test/support/test-clock.js';
import { loadConfig } from '../config/config.js';
import type { Failure } from '../domain/letter/failure.js';
import { TargetBreakers } from './target-breakers.js';

const down: Failure = { code: 'upstream_unreachable', reason: 'connect ECONNREFUSED', retryable: true };
const ownFault: Failure = { code: 'validation_failed', reason: 'no name', retryable: false };
const rejected: Failure = { code: 'upstream_rejected', reason: 'HTTP 422', retryable: false };

describe('the breakers of targets', () => {
  let clock: TestClock;
  let log: MemoryLog;
  let facts: Facts;
  let breakers: TargetBreakers;

  beforeEach(() => {
    clock = new TestClock();
    log = new MemoryLog();
    const config = loadConfig({ BREAKER_FAILURES: '2', BREAKER_OPEN_MS: '1000' });
    facts = openFacts(log);
    breakers = new TargetBreakers(config, clock, facts);
  });

  function fail(target: string, times = 2): void {
    for (let n = 0; n < times; n++) breakers.report(target, down, true);
  }

  it('are closed for unknown targets', () => {
    expect(breakers.mayCall('crm')).toBe(true);
    expect(breakers.mayCall(null)).toBe(true);
    expect(breakers.isClosed('crm')).toBe(true);
    expect(breakers.isOpen(null)).toBe(false);
    expect(breakers.open).toEqual([]);
  });

  it('open for the one target that fails, and say so once', () => {
    fail('crm', 3);
    breakers.report('billing', down, true);
    expect(breakers.mayCall('crm')).toBe(false);
    expect(breakers.mayCall('billing')).toBe(true);
    expect(breakers.open).toEqual(['crm']);
    expect(log.lines).toEqual([
      {
        level: 'error',
        event: 'breaker_opened',
        fields: { target: 'crm', error_code: 'upstream_unreachable' },
      },
    ]);
  });

  it('let one probe through when their time has come, and close by its success', async () => {
    fail('crm');
    await clock.advance(1_000);
    expect(breakers.isOpen('crm')).toBe(false);
    expect(breakers.isClosed('crm')).toBe(false);
    expect(breakers.mayCall('crm')).toBe(true);
    expect(breakers.mayCall('crm')).toBe(false);
    breakers.report('crm', null, true);
    expect(breakers.isClosed('crm')).toBe(true);
    expect(log.lines.at(-1)).toMatchObject({ event: 'breaker_closed', fields: { target: 'crm' } });
  });

  it('ignore failures that the event causes', () => {
    for (let n = 0; n < 5; n++) breakers.report('crm', ownFault, true);
    expect(breakers.isClosed('crm')).toBe(true);
    breakers.report('crm', down, true);
    breakers.report('crm', ownFault, true);
    breakers.report('crm', down, true);
    expect(breakers.isClosed('crm')).toBe(false);
  });

  it('take an event that the target rejects for an answer', () => {
    fail('crm', 1);
    breakers.report('crm', rejected, true);
    fail('crm', 1);
    expect(breakers.isClosed('crm')).toBe(true);
  });

  it('tell when they open and close', () => {
    const told: unknown[] = [];
    facts.on('breaker_changed', (fact) => told.push(fact));
    fail('crm', 3);
    breakers.report('crm', null, true);
    breakers.report('crm', null, true);
    expect(told).toEqual([
      { target: 'crm', state: 'open', failure: down },
      { target: 'crm', state: 'closed' },
    ]);
  });

  it('forget a removed target', () => {
    fail('crm');
    facts.tell('routes_changed', {
      digest: 'b',
      before: 'a',
      retired: ['crm'],
      targets: [],
      routes: 0,
      auditId: null,
    });
    expect(breakers.isClosed('crm')).toBe(true);
    expect(breakers.open).toEqual([]);
  });
});
