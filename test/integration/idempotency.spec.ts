import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../src/store/store-error.js';
import type { CxoneEvent } from '../../src/domain/event/event.js';
import { keyOfTraceId } from '../../src/domain/letter/trace-id.js';
import type { IngestOutcome } from '../../src/ledger/ingest-outcome.js';
import type { Verdict } from '../support/gate-processor.js';
import { eventOf } from '../support/event-of.js';
import { begunAttemptOf, endOf } from '../support/begun-attempt.js';
import { duplicatesOf, heard } from '../support/heard-facts.js';
import { recordsOf, startCoreWorld, type CoreWorld } from '../support/core-world.js';

const received = { contentType: null, remoteAddress: null, headers: {} };
const WINDOW_MS = 60_000;

function event(id: string, payload: unknown = {}): CxoneEvent {
  return eventOf(JSON.stringify({ event_id: id, tenant_id: 't', payload }));
}

const remembering = (max: number) => ({ webhook: { dedupe: { windowMs: WINDOW_MS, max } } });

describe('the same event, delivered again', () => {
  let world: CoreWorld;

  beforeEach(async () => {
    world = await startCoreWorld({ settings: remembering(3) });
  });

  async function deliver(one: CxoneEvent): Promise<IngestOutcome> {
    const outcome = world.ingest.ingest(one, received);
    await world.clock.advance(3_000);
    return outcome;
  }

  async function deadLettered(one: CxoneEvent): Promise<string> {
    world.gate.verdict = 'permanent';
    const outcome = await deliver(one);
    if (outcome.kind !== 'dead_lettered') throw new Error(outcome.kind);
    world.gate.runs.length = 0;
    return outcome.traceId;
  }

  it('has no second record and no second run while it is dead-lettered', async () => {
    const traceId = await deadLettered(event('a'));
    await world.clock.advance(WINDOW_MS);
    world.store.calls.length = 0;
    const duplicates = duplicatesOf(world.facts);
    expect(await deliver(event('a'))).toEqual({ kind: 'dead_lettered', traceId, duplicate: true });
    expect(world.gate.runs).toEqual([]);
    expect(world.store.calls).toEqual([['get', keyOfTraceId(traceId)]]);
    expect(duplicates).toEqual(['dead_lettered']);
  });

  it('is told as a duplicate of one that is being processed, and shares its outcome', async () => {
    const told = heard(world.facts, 'event_received');
    let open = () => {};
    world.gate.hold = new Promise((resolve) => (open = resolve));
    const both = [world.ingest.ingest(event('a'), received), world.ingest.ingest(event('a'), received)];
    await world.clock.advance(100);
    open();
    expect(await Promise.all(both)).toEqual([{ kind: 'processed' }, { kind: 'processed' }]);
    expect(told).toEqual([
      { outcome: 'processed', traceId: null, durationMs: 100 },
      { outcome: 'duplicate', kind: 'in_flight', traceId: null, durationMs: 100 },
    ]);
  });

  it('is processed where the catalog knows a record that is gone', async () => {
    const traceId = await deadLettered(event('a'));
    world.store.objects.delete(keyOfTraceId(traceId));
    world.gate.verdict = 'pass';
    expect(await deliver(event('a'))).toEqual({ kind: 'processed' });
  });

  it('is processed where its record was repaired into another event', async () => {
    const traceId = await deadLettered(event('a'));
    const key = keyOfTraceId(traceId);
    const repaired = Buffer.from(
      JSON.stringify({ original_event: { event_id: 'a', payload: 1 }, error: 'x', trace_id: traceId }),
    );
    world.store.objects.set(key, { ...world.store.objects.get(key)!, bytes: repaired, metadata: {} });
    world.gate.verdict = 'pass';
    expect(await deliver(event('a'))).toEqual({ kind: 'processed' });
  });

  it.each([
    ['unconfirmed', { outcomeUnknown: false, retryable: true }],
    ['overloaded', { outcomeUnknown: false, retryable: true, overloaded: true }],
  ] as const)('is %s where the store does not say, and not run beside its record', async (kind, traits) => {
    await deadLettered(event('a'));
    world.store.interference = {
      before: () => {
        throw new StoreError('no', traits);
      },
    };
    expect(await deliver(event('a'))).toEqual({ kind });
    expect(world.gate.runs).toEqual([]);
  });

  it('is not run again within the window after it passed, and is after it', async () => {
    expect(await deliver(event('a'))).toEqual({ kind: 'processed' });
    expect(await deliver(event('a'))).toEqual({ kind: 'processed', duplicate: true });
    expect(world.gate.runs).toHaveLength(1);
    await world.clock.advance(WINDOW_MS);
    expect(await deliver(event('a'))).toEqual({ kind: 'processed' });
    expect(world.gate.runs).toHaveLength(2);
  });

  it('is known after a retry of it passed, too', async () => {
    const one = event('a');
    await deadLettered(one);
    world.gate.verdict = 'pass';
    const retry = begunAttemptOf(one, {
      retryCount: 1,
      traceId: 'DLQ-1',
      endBy: world.clock.monotonic() + 1_000,
    });
    await world.engine.attempt(
      retry,
      endOf(async () => {}),
    );
    expect(await deliver(one)).toEqual({ kind: 'processed', duplicate: true });
  });

  it('is another event with another payload, tenant or kind of id', async () => {
    await deliver(event('1'));
    for (const other of [
      event('1', { a: 1 }),
      eventOf('{"event_id":1,"tenant_id":"t","payload":{}}'),
      eventOf('{"event_id":"1","tenant_id":"u","payload":{}}'),
    ]) {
      expect(await deliver(other)).toEqual({ kind: 'processed' });
    }
    expect(world.gate.runs).toHaveLength(4);
  });

  it('remembers no more events than it has room for', async () => {
    for (const id of ['a', 'b', 'c', 'd']) await deliver(event(id));
    expect(await deliver(event('d'))).toEqual({ kind: 'processed', duplicate: true });
    expect(await deliver(event('a'))).toEqual({ kind: 'processed' });
  });

  interface Delivered {
    id: string;
    payload: number;
    times: number;
    verdict: Verdict;
  }

  /** Delivers an event, several times at once, and compares with what must come of it. */
  async function deliverAndJudge(one: Delivered, passedAt: Map<string, number>): Promise<void> {
    const it = event(one.id, one.payload);
    const kept = recordsOf(world.store, it.identity).length > 0;
    const passed = world.clock.now() - (passedAt.get(it.identity) ?? -Infinity) < WINDOW_MS;
    const runs = world.gate.runs.length;
    world.gate.verdict = one.verdict;
    const startedAt = world.clock.now();
    const all = Array.from({ length: one.times }, () => world.ingest.ingest(it, received));
    await world.clock.advance(3_000);
    const [outcome, ...others] = await Promise.all(all);
    for (const other of others) expect(other).toEqual(outcome);
    expect(world.gate.runs.length - runs).toBe(kept || passed ? 0 : 1);
    const goesWell = passed || (!kept && one.verdict === 'pass');
    expect(outcome!.kind).toBe(goesWell ? 'processed' : 'dead_lettered');
    expect(recordsOf(world.store, it.identity)).toHaveLength(kept || !goesWell ? 1 : 0);
    if (goesWell && !passed) passedAt.set(it.identity, startedAt);
  }

  it('holds for any order of deliveries, times and repairs: one record at most, no run while it is kept', async () => {
    const step = fc.oneof(
      fc.record({
        do: fc.constant('deliver' as const),
        id: fc.constantFrom('a', 'b'),
        payload: fc.constantFrom(1, 2),
        times: fc.constantFrom(1, 1, 3),
        verdict: fc.constantFrom<Verdict>('pass', 'transient', 'permanent', 'crash', 'hang'),
      }),
      fc.record({ do: fc.constant('vanish' as const), nth: fc.nat(3) }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1_000, WINDOW_MS) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        world = await startCoreWorld({ settings: remembering(100) });
        const passedAt = new Map<string, number>();
        for (const one of steps) {
          if (one.do === 'wait') {
            await world.clock.advance(one.ms);
          } else if (one.do === 'vanish') {
            const keys = [...world.store.objects.keys()];
            const key = keys[one.nth % Math.max(1, keys.length)];
            if (key !== undefined) world.store.objects.delete(key);
          } else {
            await deliverAndJudge(one, passedAt);
          }
        }
        expect(world.gate.mostAtOnce).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });
});
