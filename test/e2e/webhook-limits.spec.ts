import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_ATTEMPTS_KEPT } from '../../src/domain/letter/attempts.js';
import { MAX_ERROR_LENGTH } from '../../src/domain/letter/lifecycle.js';
import { MAX_ENVELOPE_LENGTH } from '../../src/domain/event/normalise.js';
import { PermanentError } from '../../src/domain/letter/failure.js';
import { api, deliver, send, type Answer } from '../support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { WEBHOOK_PATH } from '../../src/http/webhook.path.js';

const LIMITS = {
  MAX_BODY_BYTES: '60000',
};

const SETTINGS = {
  webhook: { batchMaxEvents: 3, maxDepth: 20, maxMembers: 200, dedupe: { windowMs: 600_000, max: 2 } },
};

/** Just within a limit, and just past it. */
interface Limit {
  within: () => string;
  past: () => string;
  /** The answer to the one past it: its code, or where it was kept its record's. */
  answer: { status: number; code: string };
}

const padded = (bytes: number) => {
  const event = (padding: string) => `{"event_id":"size","payload":{"interaction_id":1,"p":"${padding}"}}`;
  return event('x'.repeat(bytes - event('').length));
};
const nested = (levels: number) =>
  `{"event_id":"depth","payload":{"interaction_id":1,"p":${'['.repeat(levels - 2)}${']'.repeat(levels - 2)}}}`;
const withMembers = (members: number) =>
  `{"event_id":"many","payload":{"interaction_id":1${Array.from({ length: members - 3 }, (_, i) => `,"k${i}":0`).join('')}}}`;
const batchOf = (events: number) =>
  JSON.stringify(
    Array.from({ length: events }, (_, i) => ({ event_id: `b${i}`, payload: { interaction_id: 1 } })),
  );
const beside = (characters: number) => {
  const events = [{ event_id: 'beside', payload: { interaction_id: 1 } }];
  return JSON.stringify({ note: 'x'.repeat(characters - '{"note":""}'.length), events });
};

const KEPT = { status: 200, code: 'unrecognised_event' };

const TABLE: Record<string, Limit> = {
  'the bytes of a body': {
    within: () => padded(60_000),
    past: () => padded(60_001),
    answer: { status: 413, code: 'body_too_large' },
  },
  'the levels of an event': {
    within: () => nested(20),
    past: () => nested(21),
    answer: { status: 400, code: 'too_deep' },
  },
  'the members of a body': {
    within: () => withMembers(200),
    past: () => withMembers(201),
    answer: KEPT,
  },
  'the events of a batch': { within: () => batchOf(3), past: () => batchOf(4), answer: KEPT },
  'what stands beside the events of a batch': {
    within: () => beside(MAX_ENVELOPE_LENGTH),
    past: () => beside(MAX_ENVELOPE_LENGTH + 1),
    answer: KEPT,
  },
};

describe('the limits of the webhook', () => {
  let service: TestApp;
  let failure = 'no';

  beforeAll(async () => {
    service = await startTestApp({
      env: LIMITS,
      settings: SETTINGS,
      processor: {
        process: async () => {
          throw new PermanentError('validation_failed', failure);
        },
      },
    });
  });

  afterAll(() => service.close());

  async function recordOf({ body }: Answer) {
    const { text } = await api(service.url, `/events/${body.trace_id}`, undefined, 'GET');
    return JSON.parse(text) as {
      error: string;
      error_code: string;
      attempts: Array<{ error: string }>;
      retry_count: number;
      original_event: { event_id: string };
    };
  }

  it.each(Object.entries(TABLE))('hold for %s', async (_what, { within, past, answer }) => {
    const fits = await deliver(service.url, within());
    expect([fits.status, fits.body.trace_id]).toEqual([200, undefined]);
    const tooMuch = await deliver(service.url, past());
    const { code, errors, trace_id: traceId } = tooMuch.body;
    const record = traceId === undefined ? null : await recordOf(tooMuch);
    const told = record === null ? (errors as Array<{ expected: string }>)[0]!.expected : record.error;
    expect({ status: tooMuch.status, code: record?.error_code ?? code }).toEqual(answer);
    expect(told).toMatch(/at most \d+ /);
  });

  it('hold for the header, which Node refuses with 431 before the service sees it', async () => {
    const post = (bytes: number) =>
      send(service.url + WEBHOOK_PATH, {
        method: 'POST',
        body: '{"event_id":"h","payload":{"interaction_id":1}}',
        headers: { 'x-filler': 'x'.repeat(bytes) },
      });
    expect((await post(15_000)).status).toBe(200);
    expect((await post(17_000)).status).toBe(431);
    expect((await post(10)).status).toBe(200);
  });

  it('are none for the length of an id: the record has it whole, the metadata a part', async () => {
    const id = 'ü€'.repeat(4_000);
    const answer = await deliver(service.url, { event_id: id, tenant_id: id.slice(1_000), payload: {} });
    expect((await recordOf(answer)).original_event.event_id).toBe(id);
    const { items } = (await api(service.url, '/events?limit=100', undefined, 'GET')).body;
    const item = items.find(({ key }) => key.includes(answer.body.trace_id))!;
    const head = await service.store.head(item.key, {});
    if (head.outcome !== 'found') throw new Error(head.outcome);
    expect(Buffer.byteLength(head.head.metadata.event_id!)).toBeLessThanOrEqual(256);
  });

  it('hold for an error text and the attempts of a record', async () => {
    failure = 'y'.repeat(MAX_ERROR_LENGTH + 100);
    const answer = await deliver(service.url, { event_id: 'err', schema_version: 'test' });
    const { error, attempts } = await recordOf(answer);
    expect([error.length, error.at(-1), attempts[0]!.error.length]).toEqual([
      MAX_ERROR_LENGTH,
      '…',
      MAX_ERROR_LENGTH,
    ]);
    failure = 'short';
    for (let n = 0; n < MAX_ATTEMPTS_KEPT + 1; n++) {
      await api(service.url, `/events/${answer.body.trace_id}/retry`);
    }
    const kept = await recordOf(answer);
    expect([kept.attempts.length, kept.retry_count]).toEqual([MAX_ATTEMPTS_KEPT, MAX_ATTEMPTS_KEPT + 1]);
    expect(
      kept.attempts.every((attempt) => attempt.error === `retry ${kept.retry_count} failed: short`),
    ).toBe(false);
    expect(kept.attempts.at(-1)!.error).toBe(`retry ${kept.retry_count} failed: short`);
  });

  it('hold for the events that are known when they come again', async () => {
    const event = (n: number) => ({ event_id: `dedupe${n}`, payload: { interaction_id: 1 } });
    for (const n of [1, 2, 3]) await deliver(service.url, event(n));
    expect((await deliver(service.url, event(3))).body.duplicate).toBe(true);
    expect((await deliver(service.url, event(1))).body.duplicate).toBeUndefined();
  });
});
