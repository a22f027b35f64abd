import { afterEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../src/store/store-error.js';
import { SystemClock } from '../../src/runtime/clock.js';
import { GateProcessor } from '../support/gate-processor.js';
import { api, deliver } from '../support/http.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const TRACE_ID = /^DLQ-\d{13}-[0-9a-f]{32}$/;
const good = (id: string) => ({ event_id: id, payload: { interaction_id: `int_${id}` } });
const bad = (id: string) => ({ event_id: id, payload: {} });

interface EventResult {
  event_id: string;
  status: string;
  trace_id?: string;
}

describe('a delivery of other shapes than the contract', () => {
  let service: TestApp;
  let open = () => {};

  afterEach(async () => {
    open();
    await service.close();
  });

  async function recordOf(traceId: string) {
    const { text } = await api(service.url, `/events/${traceId}`, undefined, 'GET');
    return JSON.parse(text) as Record<string, unknown> & { received: { raw_body?: string } };
  }

  it('is answered with what became of each event of a batch', async () => {
    service = await startTestApp();
    const answer = await deliver(service.url, { batch: 7, events: [good('a'), bad('b'), { note: 'hello' }] });
    expect([answer.status, Object.keys(answer.body)]).toEqual([200, ['status', 'results']]);
    const results = answer.body.results as EventResult[];
    expect(results).toEqual([
      { event_id: 'a', status: 'accepted' },
      { event_id: 'b', status: 'accepted', trace_id: expect.stringMatching(TRACE_ID) },
      {
        event_id: expect.stringMatching(/^sha256-/),
        status: 'accepted',
        trace_id: expect.stringMatching(TRACE_ID),
      },
    ]);
    expect(await recordOf(results[1]!.trace_id!)).toMatchObject({
      error_code: 'validation_failed',
      received: { raw_body: '{"batch":7,"events":[{"event_id":"b","payload":{}}]}' },
    });
    expect(await recordOf(results[2]!.trace_id!)).toMatchObject({
      error_code: 'unrecognised_event',
      status: 'parked',
      retryable: false,
      next_retry_at: null,
      retry_count: 0,
      error: expect.stringMatching(/^not an event: event_id: expected/),
      original_event: { event_id: results[2]!.event_id, payload: { note: 'hello' } },
      attempts: [{ trigger: 'webhook', processor: null, error_code: 'unrecognised_event' }],
    });
  });

  it.each(['{}', '[]', '[1,2]', '{"events":[]}', ' { "event_id" : "e" , "tenant_id" : {"x":1.10} } '])(
    'keeps %s as it arrived, parked',
    async (body) => {
      service = await startTestApp();
      const answer = await deliver(service.url, body);
      expect([answer.status, answer.body]).toEqual([
        200,
        { status: 'accepted', trace_id: expect.stringMatching(TRACE_ID) },
      ]);
      expect(await recordOf(answer.body.trace_id)).toMatchObject({
        error_code: 'unrecognised_event',
        status: 'parked',
        received: { raw_body: body },
      });
      const again = await deliver(service.url, body);
      expect(again.body.trace_id.slice(-32)).toBe(answer.body.trace_id.slice(-32));
    },
  );

  it('keeps a batch of too many events as a whole', async () => {
    service = await startTestApp({ settings: { webhook: { batchMaxEvents: 2 } } });
    expect((await deliver(service.url, [good('a'), good('b')])).body.results).toHaveLength(2);
    const { body } = await deliver(service.url, [good('a'), good('b'), good('c')]);
    expect(await recordOf(body.trace_id)).toMatchObject({
      error_code: 'unrecognised_event',
      error: 'not an event: body: expected at most 2 events',
    });
  });

  it('refuses a whole delivery that holds no event, with UNRECOGNISED_EVENTS=reject', async () => {
    const gate = new GateProcessor();
    service = await startTestApp({ processor: gate, env: { UNRECOGNISED_EVENTS: 'reject' } });
    const single = await deliver(service.url, '{}');
    expect([single.status, single.body.code]).toEqual([400, 'not_an_event']);
    const batch = await deliver(service.url, [{ ...good('a'), schema_version: 'test' }, {}]);
    expect([batch.status, batch.body.errors]).toEqual([
      400,
      [{ field: '[1].event_id', expected: expect.any(String) }],
    ]);
    expect(gate.runs).toEqual([]);
  });

  it.each(['[]', '{}', '{"payload":{}}', '{"event_id":""}', '{"eventId":"e"}', 'payload=%7B%7D'])(
    'refuses %s with STRICT_EVENTS',
    async (body) => {
      service = await startTestApp({ env: { STRICT_EVENTS: 'true' } });
      expect((await deliver(service.url, body)).status).toBe(400);
    },
  );

  it('finds the interaction under the names that senders give it', async () => {
    service = await startTestApp();
    for (const payload of [{ interactionId: 'i' }, { ContactId: 1 }, { case: { interactionId: 'i' } }]) {
      const { text } = await deliver(service.url, { event_id: 'e', payload });
      expect(text).toBe('{"status":"accepted"}');
    }
    const beside = await deliver(service.url, { event_id: 'e', interaction_id: 'i', payload: {} });
    expect(beside.body.trace_id).toMatch(TRACE_ID);
  });

  it('is a 500 that says what is done, where one of a batch could not be stored', async () => {
    const store = new MemoryObjectStore(new SystemClock());
    service = await startTestApp({
      store,
      settings: { webhook: { answerTimeoutMs: 2_100 } },
    });
    const failing = new Set<string>();
    store.interference = {
      before: (call, key) => {
        if (call !== 'put' || !key.startsWith('dlq/')) return;
        if (failing.size === 0) failing.add(key);
        if (failing.has(key)) {
          throw new StoreError('HTTP 403', { outcomeUnknown: false, retryable: false });
        }
      },
    };
    const answer = await deliver(service.url, [good('a'), bad('b'), bad('c')]);
    expect([answer.status, answer.body.code]).toEqual([500, 'not_stored']);
    const results = answer.body.results as EventResult[];
    expect(results.map(({ event_id, status }) => [event_id, status])).toEqual([
      ['a', 'accepted'],
      ['b', 'not_stored'],
      ['c', 'accepted'],
    ]);
    expect(results[2]!.trace_id).toMatch(TRACE_ID);
    store.interference = {};
    // A redelivery does what is not done, and that alone.
    const again = await deliver(service.url, [good('a'), bad('b'), bad('c')]);
    expect([again.status, again.body.results]).toEqual([
      200,
      [
        { event_id: 'a', status: 'accepted', duplicate: true },
        { event_id: 'b', status: 'accepted', trace_id: expect.stringMatching(TRACE_ID) },
        { event_id: 'c', status: 'accepted', trace_id: results[2]!.trace_id, duplicate: true },
      ],
    ]);
    expect([...store.objects.keys()].filter((key) => key.startsWith('dlq/'))).toHaveLength(2);
  });

  it('is answered as a whole though its events hang, and loses nothing that was not begun', async () => {
    const gate = new GateProcessor();
    gate.hold = new Promise((resolve) => (open = resolve));
    service = await startTestApp({
      processor: gate,
      env: { WEBHOOK_PROCESSING_TIMEOUT_MS: '200' },
      settings: { webhook: { batchConcurrency: 2 } },
    });
    const events = Array.from({ length: 6 }, (_, i) => ({ event_id: `s${i}`, schema_version: 'test' }));
    const answer = await deliver(service.url, events);
    expect(answer.status).toBe(200);
    const results = answer.body.results as EventResult[];
    expect(results.filter(({ trace_id }) => trace_id !== undefined)).toHaveLength(6);
    expect(gate.runs).toHaveLength(2);
    expect(await recordOf(results[5]!.trace_id!)).toMatchObject({
      error_code: 'processing_timeout',
      error: 'not begun within 200 ms',
      status: 'pending',
    });
  });
});
