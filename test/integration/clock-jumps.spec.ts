import { beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { Catalog } from '../../src/catalog/catalog.js';
import type { CatalogService } from '../../src/catalog/catalog.service.js';
import { Facts } from '../../src/runtime/facts.js';
import { StoreUse } from '../../src/store/store-use.js';
import { StoreError } from '../../src/store/store-error.js';
import { keyOfTraceId } from '../../src/domain/letter/trace-id.js';
import { HealthChecks } from '../../src/runtime/health-checks.js';
import { StoreHealth } from '../../src/store/store-health.js';
import { ReadinessService } from '../../src/health/readiness.service.js';
import { TargetBreakers } from '../../src/processing/target-breakers.js';
import { RateLimit } from '../../src/retry/dispatch/rate-limit.js';
import { startCoreWorld } from '../support/core-world.js';
import { letterOf } from '../support/dead-letters.js';
import { MemoryLog } from '../support/memory-log.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { TestClock } from '../support/test-clock.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const JUMPS: Array<[string, number[]]> = [
  ['set back an hour', [-HOUR_MS]],
  ['set back a day', [-DAY_MS]],
  ['set forward a day', [DAY_MS]],
  ['set forward a day and back', [DAY_MS, -DAY_MS]],
];

const gone = () => {
  throw new StoreError('gone', { outcomeUnknown: false, retryable: true });
};

describe.each(JUMPS)('a wall clock that is %s', (_what, jumps) => {
  const config = loadConfig({ BREAKER_FAILURES: '1' });
  let clock: TestClock;
  let store: MemoryObjectStore;
  const jump = () => jumps.forEach((ms) => clock.setWall(ms));

  beforeEach(() => {
    clock = new TestClock();
    store = new MemoryObjectStore(clock);
  });

  it('does not freeze the readiness', async () => {
    const log = new MemoryLog();
    const proof = {
      state: { kind: 'proven', traits: { atomicPut: true, atomicDelete: true }, serial: false },
    } as const;
    const use = new StoreUse(new Facts(log));
    const trial = { begin: () => {} };
    const health = new StoreHealth({ objects: store, proof, use, trial }, clock, log);
    const checks = new HealthChecks();
    checks.add('store', () => health.check());
    const readiness = new ReadinessService(checks, clock);
    const seen: string[] = [];
    for (const interference of [{ before: gone }, {}, { before: gone }]) {
      store.interference = interference;
      seen.push((await readiness.check()).status);
      jump();
      await clock.advance(1_500);
    }
    expect(seen).toEqual(['unavailable', 'ok', 'unavailable']);
  });

  it('does not stop a limited rate', async () => {
    const rate = new RateLimit(10, clock);
    const signal = new AbortController().signal;
    let turns = 0;
    await rate.turn(signal);
    jump();
    const all = Array.from({ length: 10 }, () => rate.turn(signal).then(() => turns++));
    await clock.advance(1_000);
    await Promise.all(all);
    expect(turns).toBe(10);
  });

  it('does not keep a breaker open', async () => {
    const breakers = new TargetBreakers(config, clock, new Facts(new MemoryLog()));
    breakers.report('T', { code: 'upstream_error', reason: 'HTTP 503', retryable: true }, true);
    jump();
    expect(breakers.mayCall('T')).toBe(false);
    await clock.advance(config.breaker.openMs);
    expect(breakers.mayCall('T')).toBe(true);
  });

  it('leaves what is due in the catalog as far away as it was', async () => {
    const catalog = new Catalog(config, clock);
    const letter = letterOf({ at: clock.now() });
    const due = { ...letter, nextRetryAt: clock.now() + 60_000 };
    catalog.written(keyOfTraceId(letter.traceId), '"1"', due);
    jump();
    const inMs = () => {
      let at = 0;
      catalog.forEach((summary) => (at = summary.taskAt));
      return at - clock.now();
    };
    expect(inMs()).toBe(60_000);
    await clock.advance(60_000);
    expect(inMs()).toBe(0);
  });

  it('stops neither the polls nor the full listings', async () => {
    const service = await catalogOf(store, clock, { pollMs: 5_000, fullMs: 300_000 });
    await service.start();
    await clock.advance(1_000);
    jump();
    const before = store.calls.length;
    await clock.advance(60_000);
    expect(store.calls.length - before).toBeGreaterThanOrEqual(11);
    const listedAt = service.state.listedAt;
    await clock.advance(300_000);
    expect(service.state.listedAt).not.toBe(listedAt);
    await service.stop();
  });
});

describe('a process that stands still for 10 s inside a listing', () => {
  it.each([1, 2])('goes on to poll as before, in listing %i', async (nth) => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    const service = await catalogOf(store, clock, { pollMs: 5_000, fullMs: 300_000 });
    let lists = 0;
    store.interference = {
      after: () => {
        if (++lists === nth) clock.jump(10_000);
      },
    };
    await service.start();
    await clock.advance(60_000);
    expect(lists).toBeGreaterThanOrEqual(10);
    await service.stop();
  });

  it('still lists for a tenth of the time where each listing takes long', async () => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    const service = await catalogOf(store, clock, { pollMs: 1_000, fullMs: 3_600_000 });
    let lists = 0;
    store.interference = {
      after: () => {
        lists++;
        clock.jump(2_000);
      },
    };
    await service.start();
    await clock.advance(220_000);
    expect(lists).toBeLessThanOrEqual(13);
    await service.stop();
  });
});

async function catalogOf(
  store: MemoryObjectStore,
  clock: TestClock,
  times: { pollMs: number; fullMs: number },
): Promise<CatalogService> {
  const settings = { catalog: { ...times, snapshotWriter: false } };
  return (await startCoreWorld({ clock, store, settings })).catalogService;
}
