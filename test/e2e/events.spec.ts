import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyOfTraceId, makeTraceId } from '../../src/domain/letter/trace-id.js';
import { api, refresh, type Answer } from '../support/http.js';
import { storeEnv } from '../support/s3-env.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** As the tutorial's program writes it: nanoseconds, local time, no metadata of ours. */
const LEGACY_ID = 'DLQ-1729720800123456789';
const LEGACY_KEY = `dlq/year=2024/month=10/day=24/hour=00/${LEGACY_ID}.json`;
const CORRUPT_KEY = keyOfTraceId(makeTraceId(Date.UTC(2024, 9, 25), 'c'.repeat(32)));
const FOREIGN_KEY = 'dlq/year=2024/month=10/day=26/hour=00/notes.txt';

describe('looking at dead letters', () => {
  let service: TestApp;
  const keys: string[] = [];

  beforeAll(async () => {
    service = await startTestApp({ env: await storeEnv() });
    const days = [20, 20, 21, 22, 23];
    for (const [i, day] of days.entries()) {
      const traceId = makeTraceId(Date.UTC(2024, 9, day, 3 * i, 30), String(i).repeat(32));
      keys.push(keyOfTraceId(traceId));
      await put(keyOfTraceId(traceId), {
        original_event: { event_id: `e${i}`, tenant_id: 't', payload: { interaction_id: 'i' } },
        error: 'boom',
        trace_id: traceId,
        failed_at: '2024-10-24T02:00:00+02:00',
        retry_count: 3,
        schema_version: 'v2.1',
        ...(i === 4 ? { status: 'parked' } : {}),
      });
    }
    await put(LEGACY_KEY, {
      original_event: { event_id: 'old', tenant_id: '', timestamp: '', payload: { interaction_id: 'i' } },
      error: 'missing required field: interaction_id in event old',
      trace_id: LEGACY_ID,
      failed_at: '2024-10-24T00:00:00.123456789+02:00',
      retry_count: 1,
      schema_version: 'v2.1',
    });
    await put(CORRUPT_KEY, 'not a record');
    await put(FOREIGN_KEY, 'a note');
    keys.push(LEGACY_KEY, CORRUPT_KEY, FOREIGN_KEY);
    await refresh(service.url);
  });

  afterAll(() => service.close());

  async function put(key: string, body: unknown): Promise<void> {
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    await service.store.put(key, bytes, {
      condition: 'absent',
      contentType: 'application/json',
      metadata: {},
    });
  }

  const list = (query: string): Promise<Answer> => api(service.url, `/events?${query}`, undefined, 'GET');

  async function keysOf(query: string): Promise<string[]> {
    const found: string[] = [];
    for (let token = ''; ;) {
      const { status, body } = await list(`${query}&next_token=${token}`);
      expect(status).toBe(200);
      found.push(...body.items.map(({ key }) => key));
      token = body.next_token;
      if (token === '') return found;
    }
  }

  it.each([1, 2, 3, 100])('lists everything in key order and against it, %i a page', async (limit) => {
    expect(await keysOf(`limit=${limit}`)).toEqual(keys);
    expect(await keysOf(`limit=${limit}&order=desc`)).toEqual(keys.toReversed());
  });

  it('begins a page behind as many as are skipped, and goes on from there', async () => {
    const jump = (await list('limit=2&offset=3')).body;
    expect(jump.items.map(({ key }) => key)).toEqual(keys.slice(3, 5));
    expect(jump.matched).toBe(keys.length);
    const next = (await list(`limit=2&next_token=${jump.next_token}`)).body;
    expect(next.items.map(({ key }) => key)).toEqual(keys.slice(5, 7));
    expect((await list(`limit=2&offset=${keys.length}`)).body).toMatchObject({ items: [], next_token: '' });
    const both = await list(`offset=1&next_token=${jump.next_token}`);
    expect(both.body).toMatchObject({ errors: [{ field: 'offset', expected: 'nothing beside next_token' }] });
  });

  it('says of each what the contract says', async () => {
    const { body } = await list('limit=1');
    expect(body.items).toEqual([
      {
        trace_id: /DLQ-[^.]+/.exec(keys[0]!)![0],
        blocked_by: null,
        key: keys[0],
        event_id: 'e0',
        tenant_id: 't',
        interaction_id: 'i',
        status: 'pending',
        error_code: 'processor_error',
        error: 'boom',
        retry_count: 3,
        first_failed_at: '2024-10-20T00:30:00.000Z',
        failed_at: '2024-10-24T00:00:00.000Z',
        next_retry_at: null,
        schema_version: 'v2.1',
        fingerprint: expect.stringMatching(/^v2-/),
        target: null,
        edited: true,
        by_hand: true,
      },
    ]);
  });

  it('filters by status', async () => {
    expect(await keysOf('status=parked&limit=1')).toEqual([keys[4]]);
    expect(await keysOf('status=corrupt')).toEqual([CORRUPT_KEY]);
    expect(await keysOf('status=foreign')).toEqual([FOREIGN_KEY]);
    expect(await keysOf('status=pending&order=desc')).toEqual([...keys.slice(0, 4), LEGACY_KEY].toReversed());
  });

  it('filters by the time of the first failure, from included, to excluded', async () => {
    const range = 'from=2024-10-20T03:30:00Z&to=2024-10-22T09:30:00Z';
    expect(await keysOf(range)).toEqual(keys.slice(1, 3));
    expect(await keysOf(`${range}&order=desc&limit=1`)).toEqual(keys.slice(1, 3).toReversed());
    expect(await keysOf('to=9999-12-31T23:59:59Z&order=desc')).toEqual(keys.slice(0, -1).toReversed());
    expect(await keysOf('from=0000-01-01T00:00:00Z&to=9999-12-31T23:59:59Z')).toEqual(keys.slice(0, -1));
    expect(await keysOf('from=2024-10-23T21:59:00Z&to=2024-10-23T22:01:00Z')).toEqual([LEGACY_KEY]);
  });

  it.each([
    ['order=up', 'order'],
    ['status=lost', 'status'],
    ['from=yesterday', 'from'],
    ['to=1', 'to'],
    ['from=2024-12-31T23:59:60Z', 'from'],
    ['to=2024-02-31T00:00:00Z', 'to'],
    ['next_token=abc', 'next_token'],
    ['offset=-1', 'offset'],
    ['offset=1.5', 'offset'],
  ])('refuses %s', async (query, field) => {
    const answer = await list(query);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ field, expected: expect.any(String) }] });
  });

  it('says once what was expected, however many checks say it', async () => {
    const { body } = await list('offset=-1');
    expect(body).toMatchObject({ errors: [{ field: 'offset', expected: 'a whole number from 0' }] });
  });

  it('shows a record of the tutorial with its ETag, and retries it where it stands', async () => {
    const shown = await api(service.url, `/events/${LEGACY_ID}`, undefined, 'GET');
    expect(shown.body).toMatchObject({ trace_id: LEGACY_ID, retry_count: 1 });
    expect(shown.headers.get('etag')).toMatch(/^".+"$/);
    const retried = await api(service.url, `/events/${LEGACY_ID}/retry`);
    expect(retried.body).toMatchObject({ outcome: 'processed', key: LEGACY_KEY });
    await put(LEGACY_KEY, {
      original_event: { event_id: 'old', payload: {} },
      error: 'x',
      trace_id: LEGACY_ID,
      failed_at: '2024-10-24T00:00:00.123456789+02:00',
      retry_count: 1,
      schema_version: 'v2.1',
    });
    const failed = await api(service.url, `/events/${LEGACY_ID}/retry`);
    expect(failed.body).toMatchObject({ outcome: 'failed', key: LEGACY_KEY });
    expect((await api(service.url, `/events/${LEGACY_ID}`, undefined, 'GET')).body).toMatchObject({
      retry_count: 2,
      error: 'retry 2 failed: missing required field: interaction_id in event old',
    });
  });

  it('answers 400 for what is no trace id, 404 for one that is not there', async () => {
    for (const id of ['x', '..%2f..%2fetc%2fpasswd', 'DLQ-1', '%00']) {
      expect((await api(service.url, `/events/${id}`, undefined, 'GET')).status).toBe(400);
    }
    const absent = `DLQ-1729712345678-${'0'.repeat(32)}`;
    expect((await api(service.url, `/events/${absent}`, undefined, 'GET')).status).toBe(404);
  });
});
