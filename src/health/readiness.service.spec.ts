import { beforeEach, describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.js';
import { HealthChecks, type Health } from '../runtime/health-checks.js';
import { ReadinessService } from './readiness.service.js';

describe('readiness', () => {
  const found: Record<string, Health> = { store: { status: 'ok' }, catalog: { status: 'ok' } };
  let clock: TestClock;
  let readiness: ReadinessService;
  let asked: number;

  beforeEach(() => {
    asked = 0;
    clock = new TestClock();
    const checks = new HealthChecks();
    for (const name of Object.keys(found)) {
      found[name] = { status: 'ok' };
      checks.add(name, () => {
        asked++;
        return found[name]!;
      });
    }
    readiness = new ReadinessService(checks, clock);
  });

  it('is the worst status of the checks', async () => {
    const seen: string[] = [];
    for (const status of ['ok', 'degraded', 'unavailable'] as const) {
      found['catalog'] = { status };
      seen.push((await readiness.check()).status);
      await clock.advance(2_000);
    }
    expect(seen).toEqual(['ok', 'degraded', 'unavailable']);
  });

  it('shows for a minute what it found, and asks nobody for it', async () => {
    expect(readiness.known).toEqual({});
    found['catalog'] = { status: 'degraded' };
    await readiness.check();
    await clock.advance(60_000);
    expect(readiness.known).toEqual({ store: { status: 'ok' }, catalog: { status: 'degraded' } });
    expect(asked).toBe(2);
    await clock.advance(1);
    expect(readiness.known).toEqual({});
  });

  it('asks the checks at most once a second', async () => {
    await Promise.all([readiness.check(), readiness.check()]);
    expect(asked).toBe(2);
    await clock.advance(2_000);
    await readiness.check();
    expect(asked).toBe(4);
  });
});
