import { beforeEach, describe, expect, it } from 'vitest';
import type { WebhookConfig } from '../../src/config/webhook-config.js';
import { statsOf } from '../../src/catalog/catalog-stats.js';
import { decodeRecord } from '../../src/dlq/dead-letter.codec.js';
import { StoreError } from '../../src/store/store-error.js';
import type { IngestOutcome } from '../../src/ledger/ingest-outcome.js';
import type { GateProcessor } from '../support/gate-processor.js';
import { eventOf } from '../support/event-of.js';
import { duplicatesOf } from '../support/heard-facts.js';
import { lettersIn, startCoreWorld, type CoreWorld } from '../support/core-world.js';

const received = { contentType: null, remoteAddress: null, headers: {} };
const LEASE_MS = 20_000 + 30_000 + 5_000;
const unknown = () => new StoreError('the answer was lost', { outcomeUnknown: true, retryable: true });
const event = (id: string) => eventOf(JSON.stringify({ event_id: id, payload: {} }));

describe('events that are stored first', () => {
  let world: CoreWorld;
  let open: () => void;

  beforeEach(() => begin());

  async function begin(webhook: Partial<WebhookConfig> = {}): Promise<void> {
    world = await startCoreWorld({ env: { INGEST_MODE: 'store-first' }, settings: { webhook } });
    hold();
  }

  function hold(): void {
    world.gate.hold = new Promise((resolve) => (open = resolve));
  }

  async function deliver(id: string): Promise<IngestOutcome> {
    const outcome = world.ingest.ingest(event(id), received);
    await world.clock.advance(1);
    return outcome;
  }

  const records = () => lettersIn(world.store);

  it('are answered before they are processed, under a lease from the first write on', async () => {
    expect(await deliver('a')).toEqual({ kind: 'received', traceId: expect.any(String) });
    expect(world.store.calls.map(([call]) => call)).toEqual(['put']);
    expect(records()).toMatchObject([
      {
        status: 'received',
        error: '',
        errorCode: '',
        retryCount: 0,
        nextRetryAt: null,
        lease: { owner: 'r', ttlMs: 50_000 },
        attempts: [{ trigger: 'webhook', durationMs: null, errorCode: null }],
      },
    ]);
    expect(world.gate.runs).toMatchObject([{ context: { retryCount: 0, traceId: records()[0]!.traceId } }]);
    const key = [...world.store.objects.keys()][0]!;
    expect(await world.retries.retryDue(key)).toMatchObject({ kind: 'leased' });
  });

  it('are gone once they passed', async () => {
    await deliver('a');
    open();
    await world.clock.advance(1);
    expect([world.store.objects.size, world.storeFirst.underWay]).toEqual([0, 0]);
    expect(await deliver('a')).toEqual({ kind: 'processed', duplicate: true });
  });

  it.each([
    ['transient', 'pending'],
    ['permanent', 'parked'],
  ] as const)(
    'are a dead letter with no retry made after a %s first failure: %s',
    async (verdict, status) => {
      world.gate.verdict = verdict;
      const arrivedAt = world.clock.now();
      await deliver('a');
      await world.clock.advance(99);
      open();
      await world.clock.advance(1);
      expect(records()).toMatchObject([
        {
          status,
          retryCount: 0,
          lease: null,
          error: expect.not.stringContaining('retry'),
          firstFailedAt: arrivedAt,
          failedAt: arrivedAt + 100,
          attempts: [
            { trigger: 'webhook', durationMs: 100, processor: 'Gate', errorCode: expect.any(String) },
          ],
        },
      ]);
      expect(await deliver('a')).toMatchObject({ kind: 'dead_lettered', duplicate: true });
    },
  );

  it('are left to the sweep where their first attempt ends in an error that is not of the store', async () => {
    await deliver('a');
    world.letters.remove = () => Promise.reject(new TypeError('a fault of ours'));
    open();
    await world.clock.advance(1);
    expect(world.log.text()).toContain('first_attempt_not_settled');
    expect([records().length, world.storeFirst.underWay]).toEqual([1, 0]);
  });

  it('are not processed again when they come again meanwhile', async () => {
    const duplicates = duplicatesOf(world.facts);
    const first = await deliver('a');
    expect(await deliver('a')).toEqual({ ...first, duplicate: true });
    expect([world.gate.runs.length, world.store.objects.size]).toEqual([1, 1]);
    expect(duplicates).toEqual(['received']);
  });

  it('are taken over when their process ended, and the lost attempt is on record', async () => {
    await deliver('a');
    const other = await startCoreWorld({ name: 'r2' });
    for (const [name, object] of world.store.objects) other.store.objects.set(name, object);
    const [key = ''] = other.store.objects.keys();
    other.clock.jump(world.clock.now() - other.clock.now());
    await other.clock.advance(LEASE_MS - 1);
    expect((await before(() => other.retries.retryDue(key), other)).kind).toBe('leased');
    await other.clock.advance(1);
    other.gate.verdict = 'transient';
    expect((await before(() => other.retries.retryDue(key), other)).kind).toBe('failed');
    const stored = other.store.objects.get(key)!;
    expect(decodeRecord(key, stored.bytes, stored.metadata)).toMatchObject({
      letter: {
        status: 'pending',
        retryCount: 1,
        error: 'retry 1 failed: the CRM answered HTTP 503 to a',
        attempts: [{ trigger: 'webhook', errorCode: 'worker_lost' }, { trigger: 'sweep' }],
      },
    });
  });

  async function before<T>(work: () => Promise<T>, { clock }: CoreWorld): Promise<T> {
    const result = work();
    await clock.advance(0);
    return result;
  }

  it('are processed all the same where the write was confirmed after the answer was due', async () => {
    let answer = () => {};
    const late = new Promise<void>((resolve) => (answer = resolve));
    world.store.interference = { after: (call) => (call === 'put' ? late : undefined) };
    const outcome = world.ingest.ingest(event('a'), received);
    await world.clock.advance(2_900);
    expect(await outcome).toEqual({ kind: 'unconfirmed' });
    expect(world.gate.runs).toEqual([]);
    world.store.interference = {};
    answer();
    open();
    await world.clock.advance(1);
    expect(world.gate.runs).toHaveLength(1);
    expect(world.store.objects.size).toBe(0);
    expect(await deliver('a')).toEqual({ kind: 'processed', duplicate: true });
  });

  it('have one record when the answer to their write was lost and they come again', async () => {
    world.store.interference = {
      after: () => {
        throw unknown();
      },
    };
    const outcome = world.ingest.ingest(event('a'), received);
    await world.clock.advance(10_000);
    expect(await outcome).toEqual({ kind: 'unconfirmed' });
    world.store.interference = {};
    expect(await deliver('a')).toMatchObject({ kind: 'received' });
    expect(world.store.objects.size).toBe(1);
    expect(world.gate.runs).toEqual([]);
  });

  it('are processed so many at once; what finds no room in memory is due for the sweep', async () => {
    await begin({ concurrency: 2, maxWaiting: 1 });
    for (const id of ['a', 'b', 'c', 'd']) {
      expect(await deliver(id)).toMatchObject({ kind: 'received' });
    }
    expect(idsOf(world.gate)).toEqual(['a', 'b']);
    const last = records().find((letter) => letter.event.eventId === 'd')!;
    expect(last).toMatchObject({ status: 'received', lease: null, attempts: [] });
    world.gate.verdict = 'transient';
    open();
    await world.clock.advance(1);
    expect(idsOf(world.gate)).toEqual(['a', 'b', 'c']);
    const key = [...world.store.objects.keys()].find((name) => name.includes(last.traceId))!;
    expect(await before(() => world.retries.retryDue(key), world)).toMatchObject({ kind: 'failed' });
    expect(world.gate.runs.at(-1)).toMatchObject({ eventId: 'd', context: { retryCount: 0 } });
    expect(records().map(({ retryCount, status }) => [retryCount, status])).toEqual(
      Array.from({ length: 4 }, () => [0, 'pending']),
    );
  });

  it('are finished at shutdown where they were begun, and given back where they were not', async () => {
    await begin({ concurrency: 1 });
    await deliver('a');
    await deliver('b');
    world.shutdown.onModuleDestroy();
    let ended = false;
    const end = world.storeFirst.beforeApplicationShutdown().then(() => (ended = true));
    await world.clock.advance(1);
    expect(ended).toBe(false);
    expect(records().find((letter) => letter.event.eventId === 'b')).toMatchObject({
      status: 'received',
      lease: null,
      attempts: [],
    });
    // What arrives from now on is left to others as a whole.
    await deliver('c');
    open();
    await world.clock.advance(1);
    await end;
    expect(idsOf(world.gate)).toEqual(['a']);
    expect(records().map(({ event: { eventId }, lease }) => [eventId, lease])).toEqual([
      ['b', null],
      ['c', null],
    ]);
  });

  it('are left alone once somebody has changed their record', async () => {
    await deliver('a');
    for (const [key, object] of world.store.objects) {
      world.store.objects.set(key, { ...object, etag: '"by hand"' });
    }
    open();
    await world.clock.advance(1);
    expect(world.store.objects.size).toBe(1);
    expect(world.log.lines.map((line) => line.event)).toContain('first_attempt_superseded');
  });

  it('count as no failure', async () => {
    await deliver('a');
    const stats = statsOf(world.catalog, world.clock.now());
    expect(stats).toMatchObject({
      total: 1,
      byStatus: { received: 1 },
      byTenant: [],
      byErrorCode: [],
      oldestUnresolvedAt: null,
      dueNow: 0,
    });
    expect(world.log.text()).not.toContain('dead_lettered');
  });
});

function idsOf({ runs }: GateProcessor): string[] {
  return runs.map(({ eventId }) => eventId);
}
