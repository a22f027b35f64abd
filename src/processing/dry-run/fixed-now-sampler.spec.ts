import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { tableOf } from '../../../test/support/table-of.js';
import { TestClock } from '../../../test/support/test-clock.js';
import type { Catalog } from '../../catalog/catalog.js';
import type { Summary } from '../../catalog/summary.js';
import type { ReadResult } from '../../dlq/dead-letter.store.js';
import type { DeadLetter, Status } from '../../domain/letter/dead-letter.js';
import type { Fixed } from '../../groups/fixed-now.js';
import { Facts } from '../../runtime/facts.js';
import { StoreError } from '../../store/store-error.js';
import { FixedNowSampler, SAMPLED_PER_CAUSE, SETTLE_MS } from './fixed-now-sampler.js';

describe('the sampler of parked causes', () => {
  let clock: TestClock;
  let facts: Facts;
  let summaries: Summary[];
  let tried: string[];
  let found: Map<string, Fixed>;
  let sampler: FixedNowSampler;
  let read: (key: string) => Promise<ReadResult>;
  let passes: boolean;

  beforeEach(() => {
    clock = new TestClock();
    facts = new Facts(new MemoryLog());
    [summaries, tried, found, passes] = [[], [], new Map(), true];
    const letter = { status: 'parked', errorCode: 'validation_failed', attempts: [] } as Partial<DeadLetter>;
    read = async () =>
      ({ outcome: 'found', decoded: { kind: 'record', letter } }) as Partial<ReadResult> as ReadResult;
    const catalog = {
      causes: () => {
        const causes = new Map<string, { count: number; example: Summary }>();
        for (const summary of summaries) {
          const known = causes.get(summary.fingerprint) ?? { count: 0, example: summary };
          causes.set(summary.fingerprint, { ...known, count: known.count + 1 });
        }
        return causes;
      },
      forEach: (visit, conditions) => tableOf(summaries).forEach(visit, conditions),
    } as Partial<Catalog> as Catalog;
    sampler = new FixedNowSampler({
      catalogService: { catalog },
      letters: {
        read: (key) => {
          tried.push(key);
          return read(key);
        },
      },
      dryRuns: {
        run: async (prepared) => ({
          failure: passes ? null : { code: 'validation_failed', reason: 'no', retryable: false },
          prepared: prepared.event,
          target: null,
          targetNotAsked: false,
        }),
      },
      fixedNow: { set: (fingerprint, fixed) => void found.set(fingerprint, fixed) },
      clock,
      random: () => 0.5,
      facts,
      log: new MemoryLog(),
    });
  });

  function park(fingerprint: string, count: number, status: Status = 'parked'): void {
    for (let n = 0; n < count; n++) {
      const name = `DLQ-1729712345678-${String(summaries.length).padStart(32, '0')}`;
      summaries.push({ name, status, fingerprint } as Partial<Summary> as Summary);
    }
  }
  const changed = (before: string | null, digest: string) =>
    facts.tell('schemas_changed', { before, digest, versions: [], auditId: null });
  const rerouted = (before: string | null, digest: string) =>
    facts.tell('routes_changed', { before, digest, retired: [], targets: [], routes: 1, auditId: null });
  /** Until nothing more happens. */
  const settle = async () => {
    for (let step = 0; step < 60; step++) await clock.advance(50);
  };

  it('tries at most twenty parked ones of each cause, after a change of schemas and of routes', async () => {
    park('v2-a', 100);
    park('v2-b', 3);
    park('v2-waiting', 5, 'pending');
    const told: unknown[] = [];
    facts.on('cause_tried', ({ fingerprint, what }) => void told.push([fingerprint, what]));
    changed('one', 'two');
    await clock.advance(SETTLE_MS);
    await settle();
    expect([...found].map(([print, { sampled, wouldPass }]) => [print, sampled, wouldPass])).toEqual([
      ['v2-a', SAMPLED_PER_CAUSE, SAMPLED_PER_CAUSE],
      ['v2-b', 3, 3],
    ]);
    expect(new Set(tried).size).toBe(SAMPLED_PER_CAUSE + 3);
    passes = false;
    rerouted('one', 'two');
    await clock.advance(SETTLE_MS);
    await settle();
    expect(found.get('v2-b')).toMatchObject({ sampled: 3, wouldPass: 0 });
    expect(told).toEqual([
      ['v2-a', 'schemas'],
      ['v2-b', 'schemas'],
      ['v2-a', 'routes'],
      ['v2-b', 'routes'],
    ]);
  });

  it('tries nothing at the start, nor where nothing was changed', async () => {
    park('v2-a', 3);
    changed(null, 'one');
    rerouted(null, 'one');
    rerouted('one', 'one');
    await settle();
    expect(tried).toEqual([]);
  });

  it('begins anew with a later change, and ends with the process', async () => {
    park('v2-a', 20);
    changed('one', 'two');
    await clock.advance(SETTLE_MS);
    await clock.advance(50);
    const before = tried.length;
    expect(before).toBeGreaterThan(0);
    changed('two', 'three');
    await settle();
    expect(tried.length).toBeLessThanOrEqual(before + 1 + SAMPLED_PER_CAUSE);
    expect(found.size).toBe(1);
    changed('three', 'four');
    await sampler.stop();
    const after = tried.length;
    await settle();
    expect(tried).toHaveLength(after);
  });

  it('leaves out what the store does not hand out', async () => {
    park('v2-a', 4);
    const all = read;
    read = async (key) => {
      if (key.includes('0001')) throw new StoreError('503', { outcomeUnknown: false, retryable: true });
      return all(key);
    };
    changed('one', 'two');
    await settle();
    expect(found.get('v2-a')).toMatchObject({ sampled: 3, wouldPass: 3 });
  });
});
