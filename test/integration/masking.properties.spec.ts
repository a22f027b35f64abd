import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PermanentError, TransientError } from '../../src/domain/letter/failure.js';
import { lower } from '../../src/domain/masking/text-views.js';
import type { CxoneEvent } from '../../src/domain/event/event.js';
import { api, deliver, send } from '../support/http.js';
import { SchemaDirectory } from '../support/schema-directory.js';
import { carriers, numberOf, REDACT_PATHS, secrets } from '../support/secret-carriers.js';
import { spellings } from '../support/spellings.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** A run makes some 20 requests. */
const [RUNS, TIMEOUT_MS] = [60, 300_000];

/** What a processor says of the event, and what its target answered. */
type Saying = (secret: string, event: CxoneEvent) => Error;

const answered = (body: string) => ({ response: { status: 422, body } });

const SAYINGS: Record<string, Saying> = {
  plain: (secret) => new PermanentError('upstream_rejected', `no such customer: ${secret}`, answered(secret)),
  upperCase: (secret) => new TransientError('upstream_error', `not ${secret.toUpperCase()}`),
  json: (_, { text }) => new PermanentError('upstream_rejected', `refused ${text}`, answered(text)),
  address: (secret) => {
    const query = new URLSearchParams({ q: secret }).toString();
    return new TransientError(
      'upstream_error',
      `/find?${query}`,
      answered(`/x/${encodeURIComponent(secret)}`),
    );
  },
  ascii: (_, { text }) => {
    const escaped = text.replaceAll(
      /[^\x20-\x7e]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    return new PermanentError(
      'upstream_rejected',
      'refused',
      answered(`{"echo":${JSON.stringify(escaped)}}`),
    );
  },
  cutOff: (secret) =>
    new PermanentError(
      'upstream_rejected',
      `${'x'.repeat(8_180)}${secret}`,
      answered(`${'y'.repeat(2_040)}${secret}`),
    ),
  bug: (secret) => new TypeError(`cannot read '${secret}'`),
};

const document = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, unknown>>;
};
const routesOf = (method: string) =>
  Object.keys(document.paths).filter((path) => method in document.paths[path]!);

/** What may stand in a path; the document has no route with another parameter. */
const filled = (path: string, traceId: string, jobId: string) => {
  const address = path
    .replace('{trace_id}', traceId)
    .replace('{job_id}', jobId)
    .replace('{version}', 'test')
    .replace('{name}', 'broken-to-test.upcast.jsonata');
  if (address.includes('{')) throw new Error(`${path}: this test does not know what to put in its braces`);
  // The export begins with the event's own record: those of earlier runs were looked at before.
  return path.endsWith('/export') ? `${address}?after=${traceId.slice(0, 18)}${'0'.repeat(32)}` : address;
};

/** Routes of dead letters that are no GET, and the body that this test sends; `null`: they are not called. */
const CALLS: Record<string, unknown> = {
  '/api/v1/dlq/events/{trace_id}/retry': undefined,
  '/api/v1/dlq/events/{trace_id}/dry-run': {},
  '/api/v1/dlq/events/{trace_id}/accept': undefined,
  // A patch that writes a masked value: `corrected` sends it.
  '/api/v1/dlq/events/{trace_id}': null,
  '/api/v1/dlq/events/{trace_id}/undo': { reason: 'not that one' },
  '/api/v1/dlq/events/{trace_id}/discard': { reason: 'spam' },
  '/api/v1/dlq/events/{trace_id}/restore': { reason: 'no spam' },
  // It says what a person wrote, and nothing of an event: test/e2e/groups.spec.ts.
  '/api/v1/dlq/groups/{fingerprint}/note': null,
  // It shows what is masked: test/e2e/reveal.spec.ts.
  '/api/v1/dlq/events/{trace_id}/reveal': null,
  '/api/v1/dlq/dry-run': {},
  '/api/v1/dlq/retry': { limit: 1 },
  '/api/v1/dlq/catalog/refresh': undefined,
  // Each run plans a job of its own event: `all` would take those of every run before.
  '/api/v1/dlq/redrives': null,
  '/api/v1/dlq/redrives/{job_id}/start': undefined,
  '/api/v1/dlq/redrives/{job_id}/pause': undefined,
  '/api/v1/dlq/redrives/{job_id}/resume': undefined,
  '/api/v1/dlq/redrives/{job_id}/cancel': undefined,
  // A retry is not to be undone: it says no more than that.
  '/api/v1/dlq/redrives/{job_id}/undo': undefined,
  // It changes two numbers: test/e2e/jobs.spec.ts.
  '/api/v1/dlq/redrives/{job_id}': null,
};

/** They answer what `GET /redrives/{job_id}` answers: one until the job ends, the other of the jobs of every run before. */
const AS_THE_JOB = ['/api/v1/dlq/redrives/{job_id}/stream', '/api/v1/dlq/redrives'];

describe('a value at a masked path', () => {
  const directory = new SchemaDirectory({
    'test.schema.json': {
      type: 'object',
      properties: { payload: { properties: { strict: { additionalProperties: false } } } },
    },
    'broken-to-test.upcast.jsonata':
      '{"event_id": event_id, "payload": {"n": $number(payload.customer.name)}}',
    'old-to-test.upcast.jsonata':
      '{"event_id": event_id, "payload": {"who": "Mr " & payload.customer.name, "all": [payload.customer.name]}}',
  });
  const env = { SCHEMA_DIR: directory.path, DEFAULT_SCHEMA_VERSION: 'test' };
  let service: TestApp;
  let open: TestApp;
  /** What is said of an event, by its id: a page of retries takes those of other runs, too. */
  const say = new Map<string, (event: CxoneEvent) => Error>();
  let runs = 0;

  const plain = () => new PermanentError('upstream_rejected', 'no sesame-0815', answered('sesame-0815'));
  const processor = {
    process: (event: CxoneEvent) => Promise.reject(say.get(event.eventId)?.(event) ?? new Error('nothing')),
  };

  beforeAll(async () => {
    service = await startTestApp({ env: { ...env, REDACT_PATHS }, processor });
    open = await startTestApp({ env, processor });
  });

  afterAll(async () => {
    await service?.close();
    await open?.close();
    directory.delete();
  });

  /** What the service says of a patch that writes the secret to a masked path. */
  async function corrected(event: string, secret: string): Promise<string> {
    const etag = (await send(event)).headers.get('etag') ?? '';
    const headers = { 'content-type': 'application/merge-patch+json', 'if-match': etag };
    const body = JSON.stringify({ payload: { customer: { name: secret } } });
    const answer = await send(`${event}?force=true`, { method: 'PATCH', headers, body });
    if (answer.status !== 200) throw new Error(`the patch was answered ${answer.status}: ${answer.text}`);
    return answer.text;
  }

  /** Everything that the service says of one delivery. */
  async function sayings(
    { url, log }: TestApp,
    delivery: { body: string; contentType: string },
    secret: string,
  ) {
    const texts: string[] = [];
    const before = log.lines.length;
    const accepted = await deliver(url, delivery.body, { 'content-type': delivery.contentType });
    const [result] = (accepted.body['results'] ?? [accepted.body]) as Array<{ trace_id?: string }>;
    const traceId = result?.trace_id;
    if (traceId === undefined) throw new Error(`no dead letter: ${accepted.text}`);
    texts.push(accepted.text);
    const plan = JSON.stringify({ action: 'retry', trace_ids: [traceId] });
    const planned = await send(`${url}/api/v1/dlq/redrives`, { method: 'POST', body: plan });
    texts.push(planned.text);
    const { job_id: jobId } = JSON.parse(planned.text) as { job_id: string };
    const look = async () => {
      for (const path of routesOf('get')) {
        if (AS_THE_JOB.includes(path)) continue;
        const { status, text } = await send(url + filled(path, traceId, jobId));
        if (path.includes('{trace_id}') && status !== 200) throw new Error(`${path}: ${text}`);
        texts.push(text);
      }
      texts.push((await send(`${url}/api/v1/dlq/events?order=desc&limit=5`)).text);
    };
    await look();
    texts.push(await corrected(`${url}/api/v1/dlq/events/${traceId}`, secret));
    for (const [path, body] of Object.entries(CALLS)) {
      if (body === null) continue;
      const init = body === undefined ? {} : { body: JSON.stringify(body) };
      texts.push((await send(url + filled(path, traceId, jobId), { method: 'POST', ...init })).text);
    }
    await look();
    return [...texts, JSON.stringify(log.lines.slice(before))];
  }

  it(
    'is in no answer and no log line, however it is delivered and whatever is said of it',
    { timeout: TIMEOUT_MS },
    async () => {
      const seen = new Set<string>();
      const sayingNames = fc.constantFrom(...Object.entries(SAYINGS));
      await fc.assert(
        fc.asyncProperty(carriers, secrets, sayingNames, async ([carrier, make], secret, [saying, error]) => {
          const id = `evt-${++runs}`;
          const delivered = make(secret, id);
          const delivery =
            typeof delivered === 'string' ? { body: delivered, contentType: 'application/json' } : delivered;
          const inPlace = carrier === 'number' ? numberOf(secret) : secret;
          say.set(id, (event) => error(inPlace, event));
          const texts = await sayings(service, delivery, secret);
          for (const text of texts.map(lower)) {
            const shown = spellings(inPlace).find((spelling) => text.includes(spelling));
            if (shown !== undefined)
              throw new Error(`${carrier}, ${saying}: ${shown} is in ${around(text, shown)}`);
          }
          seen.add(carrier);
        }),
        { numRuns: RUNS },
      );
      expect(seen.size).toBeGreaterThan(15);
    },
  );

  it('is shown where REDACT_PATHS is empty: the test finds what it looks for', async () => {
    say.set('open', plain);
    const body = JSON.stringify({
      event_id: 'open',
      schema_version: 'test',
      payload: { customer: { name: 'sesame-0815' } },
    });
    const texts = await sayings(open, { body, contentType: 'application/json' }, 'sesame-0815');
    expect(texts.filter((text) => text.includes('sesame-0815')).length).toBeGreaterThan(4);
  });

  it('is looked for in what each route of dead letters says', () => {
    const changing = ['post', 'put', 'patch', 'delete'].flatMap(routesOf);
    const ofEvents = changing.filter((path) => path.startsWith('/api/v1/dlq/'));
    expect(Object.keys(CALLS).toSorted()).toEqual(ofEvents.toSorted());
  });

  it('stays in the store', async () => {
    say.set('whole', plain);
    const event = {
      event_id: 'whole',
      schema_version: 'test',
      payload: { customer: { name: 'sesame-0815' } },
    };
    const { body } = await deliver(service.url, event);
    const { items } = (await api(service.url, `/events?event_id=whole`, undefined, 'GET')).body;
    const stored = await service.store.get(items[0]!.key);
    const bytes = stored.outcome === 'found' ? Buffer.from(stored.object.bytes).toString() : '';
    expect(items[0]!.trace_id).toBe(body.trace_id);
    expect(bytes.match(/sesame-0815/g)?.length).toBeGreaterThan(2);
  });
});

function around(text: string, part: string): string {
  const at = text.indexOf(part);
  return text.slice(Math.max(0, at - 200), at + 200);
}
