import { afterEach, describe, expect, it } from 'vitest';
import { keyOfTraceId, makeTraceId, timeOfTraceId } from '../../src/domain/letter/trace-id.js';
import { Catalog } from '../../src/catalog/catalog.js';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import { SweepService, type SweepReport } from '../../src/retry/sweep/sweep.service.js';
import { letterOf } from '../support/dead-letters.js';
import type { GateProcessor } from '../support/gate-processor.js';
import { startGatedApp } from '../support/gated-app.js';
import { api, deliver, refresh, send } from '../support/http.js';
import type { MemoryObjectStore } from '../support/memory-object-store.js';
import type { TestApp } from '../support/test-app.js';

const DAY_MS = 86_400_000;

describe('what the sweep does besides retrying', () => {
  let service: TestApp;
  let gate: GateProcessor;
  let store: MemoryObjectStore;

  afterEach(() => service.close());

  async function start(env: Record<string, string> = {}): Promise<void> {
    ({ service, gate, store } = await startGatedApp(env));
  }

  const sweep = async (): Promise<SweepReport> => {
    await refresh(service.url);
    return service.app.get(SweepService).sweep();
  };
  const fail = async (id = 'e') =>
    (await deliver(service.url, { event_id: id, schema_version: 'test' })).body.trace_id;

  /** Puts the record of `traceId` under an id that is so much younger, or changes it in its place. */
  async function write(traceId: string, changes: Record<string, unknown>, ageMs = 0): Promise<string> {
    const { bytes } = store.objects.get(keyOfTraceId(traceId))!;
    const id = makeTraceId(timeOfTraceId(traceId) - ageMs, traceId.slice(18));
    const record = { ...JSON.parse(Buffer.from(bytes).toString()), trace_id: id, ...changes };
    const options = { condition: 'none', contentType: 'application/json', metadata: {} } as const;
    await store.put(keyOfTraceId(id), Buffer.from(JSON.stringify(record)), options);
    return id;
  }

  const record = (traceId: string) =>
    JSON.parse(Buffer.from(store.objects.get(keyOfTraceId(traceId))!.bytes).toString()) as Record<
      string,
      unknown
    >;

  // A hundred thousand letters take a busy machine more than the usual time of a test.
  const LONG = { timeout: 120_000 };

  it('asks the store nothing while a hundred thousand wait for a person, and none is due', LONG, async () => {
    await start({ CATALOG_POLL_MS: '3600000' });
    const catalog = service.app.get(Catalog);
    for (let n = 0; n < 100_000; n++) {
      const letter = {
        ...letterOf({ eventId: `e${n}`, at: n }),
        status: 'parked',
        nextRetryAt: null,
      } as const;
      catalog.written(keyOfTraceId(letter.traceId), '"1"', letter);
    }
    await expect.poll(() => service.app.get(CatalogService).state.state).toBe('ready');
    store.calls.length = 0;
    expect(await service.app.get(SweepService).sweep()).toMatchObject({ due: 0 });
    expect(store.calls).toEqual([]);
  });

  describe('with two records of one event', () => {
    it('keeps the older, and processes the event once', async () => {
      await start();
      const younger = await fail();
      const older = await write(younger, {}, 60_000);
      gate.verdict = 'pass';
      gate.runs.length = 0;
      expect(await sweep()).toMatchObject({ merged: 1, due: 1, processed: 1 });
      expect(gate.runs.map(({ context }) => context.traceId)).toEqual([older]);
      expect(store.records).toBe(0);
    });

    it('lets the one that stays hope where the younger did', async () => {
      await start();
      const younger = await fail();
      const older = await write(younger, { status: 'parked', next_retry_at: null }, 60_000);
      await write(younger, { next_retry_at: '2999-01-01T00:00:00Z' });
      expect(await sweep()).toMatchObject({ merged: 1, processed: 0 });
      const { status, next_retry_at: next } = record(older);
      expect(status).toBe('pending');
      // No record waits longer than the longest allowed delay, whatever somebody wrote into it.
      expect(Date.parse(String(next))).toBeGreaterThan(Date.now());
      expect(Date.parse(String(next))).toBeLessThan(Date.now() + 3_700_000);
      expect(record(older).attempts).toHaveLength(2);
    });

    it('leaves a younger one alone that was made another event by a repair', async () => {
      await start();
      const younger = await fail();
      await write(younger, {}, 60_000);
      await write(younger, {
        original_event: { event_id: 'e', schema_version: 'test', payload: 'repaired' },
      });
      gate.verdict = 'pass';
      expect(await sweep()).toMatchObject({ merged: 0, processed: 2 });
    });

    it('takes a leased older one for open, and waits where the younger is leased', async () => {
      await start();
      const lease = { claim_id: 'c', owner: 'another', ttl_ms: 60_000 };
      const younger = await fail();
      const older = await write(younger, { lease }, 60_000);
      expect(await sweep()).toMatchObject({ merged: 1 });
      expect([...store.objects.keys()]).toEqual([keyOfTraceId(older)]);
      const again = await write(older, { lease }, -120_000);
      expect(await sweep()).toMatchObject({ merged: 0 });
      expect(store.objects.has(keyOfTraceId(again))).toBe(true);
    });

    it.each(['manual', 'page'])('makes one of them for a %s retry as well', async (how) => {
      await start();
      const younger = await fail();
      const older = await write(younger, {}, 60_000);
      await refresh(service.url);
      gate.verdict = 'pass';
      gate.runs.length = 0;
      const { body } = await api(service.url, how === 'page' ? '/retry' : `/events/${younger}/retry`);
      const expected =
        how === 'page'
          ? { processed: [keyOfTraceId(older)], failed: [] }
          : { outcome: 'processed', trace_id: older };
      expect(body).toMatchObject(expected);
      expect(gate.runs).toHaveLength(1);
      expect(store.records).toBe(0);
    });

    it('does not begin with one that is resolved', async () => {
      await start({ RESOLVED_RETENTION_DAYS: '1' });
      const younger = await fail();
      await write(younger, { status: 'resolved', closed_at: new Date().toISOString() }, 60_000);
      gate.verdict = 'pass';
      expect(await sweep()).toMatchObject({ merged: 0, processed: 1 });
    });
  });

  describe('with what is done with', () => {
    it('keeps what was processed as long as it is told, then purges it', async () => {
      await start({ RESOLVED_RETENTION_DAYS: '2' });
      const traceId = await fail();
      gate.verdict = 'pass';
      expect(await sweep()).toMatchObject({ processed: 1 });
      expect(record(traceId)).toMatchObject({ status: 'resolved', lease: null, next_retry_at: null });
      const { body } = await api(service.url, `/events/${traceId}/retry`);
      expect(body.code).toBe('not_retryable');
      expect(await sweep()).toMatchObject({ purged: 0, due: 0 });
      await write(traceId, { closed_at: new Date(Date.now() - 2 * DAY_MS).toISOString() });
      expect(await sweep()).toMatchObject({ purged: 1 });
      expect(store.records).toBe(0);
    });

    it('purges what was discarded after DISCARDED_RETENTION_DAYS', async () => {
      await start();
      const traceId = await fail();
      const closedAt = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
      await write(traceId, { status: 'discarded', closed_at: closedAt(29) });
      expect(await sweep()).toMatchObject({ purged: 0 });
      await write(traceId, { status: 'discarded', closed_at: closedAt(31) });
      expect(await sweep()).toMatchObject({ purged: 1 });
    });

    it('never purges what is unresolved, however old', async () => {
      await start({ RESOLVED_RETENTION_DAYS: '1', DISCARDED_RETENTION_DAYS: '0' });
      const traceId = await fail();
      const old = { first_failed_at: '2001-01-01T00:00:00Z', failed_at: '2001-01-01T00:00:00Z' };
      await write(traceId, {
        ...old,
        status: 'parked',
        next_retry_at: null,
        closed_at: '2001-01-01T00:00:00Z',
      });
      expect(await sweep()).toMatchObject({ purged: 0, due: 0 });
      expect(store.records).toBe(1);
    });

    it('finishes a deletion that was begun, and shows it to nobody', async () => {
      await start();
      const traceId = await fail();
      await write(traceId, { status: 'deleted' });
      expect((await api(service.url, `/events/${traceId}`, undefined, 'GET')).status).toBe(404);
      expect((await api(service.url, `/events/${traceId}/retry`)).status).toBe(404);
      expect(await sweep()).toMatchObject({ purged: 1 });
      expect(store.records).toBe(0);
    });
  });

  describe('with a target that is down', () => {
    const env = { BREAKER_FAILURES: '3', BREAKER_OPEN_MS: '3600000', RETRY_CONCURRENCY: '1' };

    it('leaves the rest for later, lets people through, and goes on with the first success', async () => {
      await start(env);
      const ids = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(fail));
      gate.runs.length = 0;
      expect(await sweep()).toMatchObject({ due: 0, held: 5, failed: 0 });
      expect(gate.runs).toHaveLength(0);
      const ready = await send(`${service.url}/health/ready`);
      expect(ready.status).toBe(200);
      expect(ready.body).toMatchObject({
        status: 'degraded',
        checks: { targets: { status: 'degraded', open_breakers: ['TestProcessor'] } },
      });
      expect(service.log.lines.filter(({ event }) => event === 'breaker_opened')).toHaveLength(1);

      // New events are taken in all the same, and kept.
      expect((await deliver(service.url, { event_id: 'f', schema_version: 'test' })).status).toBe(200);
      gate.verdict = 'pass';
      expect((await api(service.url, `/events/${ids[0]}/retry`)).body.outcome).toBe('processed');
      expect(service.log.lines.map(({ event }) => event)).toContain('breaker_closed');
      expect(await sweep()).toMatchObject({ due: 5, held: 0, processed: 5 });
    });

    it('sends one probe at a time', async () => {
      await start({ ...env, BREAKER_OPEN_MS: '1' });
      await Promise.all(['a', 'b', 'c', 'd'].map(fail));
      gate.runs.length = 0;
      await expect.poll(async () => (await sweep()).failed).toBeGreaterThan(0);
      expect(gate.mostAtOnce).toBe(1);
      gate.verdict = 'pass';
      await expect.poll(async () => (await sweep()) && store.records).toBe(0);
    });

    it('does not count what is the event’s own fault', async () => {
      await start(env);
      gate.verdict = 'permanent';
      await Promise.all(['a', 'b', 'c', 'd', 'e'].map(fail));
      gate.verdict = 'transient';
      await fail('f');
      expect(await sweep()).toMatchObject({ due: 1, held: 0, failed: 1 });
    });
  });
});
