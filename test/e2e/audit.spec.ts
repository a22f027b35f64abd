import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../src/store/store-error.js';
import { GateProcessor } from '../support/gate-processor.js';
import { deliver } from '../support/http.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { SystemClock } from '../../src/runtime/clock.js';

interface Answer {
  status: number;
  body: Record<string, never> & { items: Array<Record<string, unknown>>; next_token: string; code: string };
}

describe('the audit', () => {
  let service: TestApp;
  let store: MemoryObjectStore;
  let gate: GateProcessor;

  const start = async (env: Record<string, string> = {}) => {
    service = await startTestApp({ processor: gate, store, env });
  };

  beforeEach(async () => {
    gate = new GateProcessor();
    gate.verdict = 'permanent';
    store = new MemoryObjectStore(new SystemClock());
    await start();
  });

  afterEach(() => service.close());

  async function call(method: string, path: string, body?: unknown, headers = {}): Promise<Answer> {
    const response = await fetch(`${service.url}/api/v1${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }

  const post = (path: string, body?: unknown, headers = {}) => call('POST', path, body, headers);
  const entries = async (query = '') => (await call('GET', `/audit${query}`)).body.items;
  const park = async () =>
    (await deliver(service.url, { event_id: `e${Math.random()}`, schema_version: 'test' })).body.trace_id;
  const record = (id: string) => call('GET', `/dlq/events/${id}`);
  const records = () => [...store.objects].filter(([key]) => key.startsWith('dlq/'));
  const refuse = (key: string, calls: string[]) => {
    store.interference.before = (name, at) => {
      if (!at.startsWith(key) || !calls.includes(name)) return;
      throw new StoreError('AccessDenied', { outcomeUnknown: false, retryable: false });
    };
  };

  it('has each change of a person, with who and why, and its id in the record', async () => {
    const id = await park();
    await post(`/dlq/events/${id}/retry`, { reason: 'the CRM is up' }, { 'X-Request-Id': 'req-1' });
    await post('/dlq/retry?reason=again', { limit: 5 });
    const address = expect.stringContaining('127.0.0.1');
    const actor = { name: 'loopback', kind: 'loopback', role: 'admin', address };
    const found = await entries();
    expect(found).toMatchObject([
      { action: 'page_retried', actor, reason: 'again', after: { limit: 5, after: null } },
      {
        action: 'event_retried',
        actor,
        reason: 'the CRM is up',
        target: { trace_id: id },
        before: { status: 'parked', retry_count: 0 },
        after: null,
        request_id: 'req-1',
      },
    ]);
    const [page, single] = found.map(({ audit_id }) => audit_id);
    expect((await record(id)).body).toMatchObject({
      attempts: [{ trigger: 'webhook' }, { audit_id: single }, { audit_id: page }],
    });
    expect((await entries(`?trace_id=${id}`)).map(({ audit_id }) => audit_id)).toEqual([single]);
  });

  it('has nothing of what changed nothing', async () => {
    await post(`/dlq/events/DLQ-1729712345678-${'0'.repeat(32)}/retry`);
    await post(`/dlq/events/${await park()}/accept`);
    await post('/schemas/reload');
    await post('/routes/reload');
    await post('/dlq/catalog/refresh');
    expect(await entries()).toEqual([]);
  });

  it.each([
    ['a retry', (id: string) => `/dlq/events/${id}/retry`, undefined],
    ['a page', () => '/dlq/retry', undefined],
    ['an acceptance', (id: string) => `/dlq/events/${id}/accept`, undefined],
  ])('lets %s change nothing while it cannot be written, and then again', async (what, path, body) => {
    const id = await park();
    if (what === 'an acceptance') {
      const [[key, object]] = records() as [
        [string, (typeof records extends () => Array<infer R> ? R : never)[1]],
      ];
      store.objects.set(key, { ...object, metadata: { ...object.metadata, sha256: '0' } });
    }
    const before = records();
    refuse('audit/', ['put']);
    const refused = await post(path(id), body);
    expect(refused).toMatchObject({ status: 503, body: { code: 'audit_unavailable' } });
    expect(records()).toEqual(before);
    expect(gate.passed).toBe(0);
    const ready = async () => (await (await fetch(`${service.url}/health/ready`)).json()) as object;
    expect(await ready()).toMatchObject({
      status: 'degraded',
      checks: { audit: { status: 'degraded', detail: expect.stringContaining('AccessDenied') } },
    });
    store.interference = {};
    expect((await post(path(id), body)).status).toBe(200);
    expect(await entries()).toHaveLength(1);
    await expect.poll(ready).toMatchObject({ checks: { audit: { status: 'ok' } } });
  });

  it.each<[string, unknown]>([
    ['a number', { reason: 5 }],
    ['a list', { reason: ['a'] }],
    ['an object', { reason: { a: 1 } }],
    ['one of 1,001 characters', { reason: 'x'.repeat(1_001) }],
  ])('takes no reason that is %s', async (_what, body) => {
    const id = await park();
    for (const path of [`/dlq/events/${id}/retry`, '/dlq/retry', '/schemas/reload']) {
      const { status, body: problem } = await post(path, body);
      expect([status, problem.code]).toEqual([400, 'invalid_request']);
      expect(problem).toMatchObject({ errors: [{ field: 'reason' }] });
    }
    expect((await post(`/dlq/events/${id}/retry?reason=a&reason=b`)).status).toBe(400);
    expect((await post(`/dlq/events/${id}/retry?reason=a`, { reason: 'b' })).status).toBe(400);
    expect(await entries()).toEqual([]);
  });

  it('keeps every character of a reason', async () => {
    const reason = `line\n"two"\u0000\u202e \ud83d\ude00${'x'.repeat(900)}`;
    await post(`/dlq/events/${await park()}/retry`, { reason });
    expect(await entries()).toMatchObject([{ reason }]);
  });

  it('makes a reason compulsory where it is told to', async () => {
    await service.close();
    await start({ REASONS_REQUIRED: 'true' });
    const id = await park();
    for (const path of [`/dlq/events/${id}/retry`, '/dlq/retry', '/routes/reload']) {
      expect(await post(path, { reason: '  ' })).toMatchObject({
        status: 400,
        body: { code: 'reason_required' },
      });
    }
    expect((await post(`/dlq/events/${id}/retry?reason=x`)).status).toBe(200);
    expect((await call('GET', '/dlq/events')).status).toBe(200);
  });

  it('is listed by page, strictly, and shows what is damaged', async () => {
    const id = await park();
    for (let n = 0; n < 5; n++) await post(`/dlq/events/${id}/retry`);
    const all = await entries();
    const first = (await call('GET', '/audit?limit=2')).body;
    const token = encodeURIComponent(first.next_token);
    const second = (await call('GET', `/audit?limit=3&next_token=${token}`)).body;
    expect([...first.items, ...second.items]).toEqual(all);
    expect(second.next_token).toBe('');

    const bad = ['?limt=2', '?from=yesterday', '?action=nothing', '?actor=%20', '?actor=a&actor=b'];
    for (const query of [...bad, `?actor=ada&next_token=${token}`, '?next_token=abc']) {
      expect([query, (await call('GET', `/audit${query}`)).status]).toEqual([query, 400]);
    }
    expect(await entries('?actor=ada')).toEqual([]);
    expect(await entries('?action=page_retried,event_retried')).toHaveLength(5);
    expect(await entries(`?from=${String(all[1]!.at)}&to=${String(all[0]!.at)}`)).not.toContainEqual(all[0]);

    const keys = [...store.objects.keys()].filter((key) => key.startsWith('audit/')).toSorted();
    const damaged = [
      '{"audit_id":',
      '{}',
      JSON.stringify({ ...all[2], actor: null }),
      JSON.stringify(all[0]),
    ];
    for (const [index, text] of damaged.entries()) {
      store.objects.set(keys[index]!, { ...store.objects.get(keys[index]!)!, bytes: Buffer.from(text) });
    }
    await service.close();
    await start();
    const shown = (await call('GET', '/audit?actor=loopback')).body;
    expect(shown.items).toEqual([all[0]]);
    expect(shown).toMatchObject({
      unreadable: keys
        .slice(0, 4)
        .toReversed()
        .map((key) => key.slice(-keyTail(key), -5)),
    });
  });

  it('answers 503 where the store refuses to list it, and changes go on', async () => {
    const id = await park();
    refuse('audit/', ['list']);
    expect(await call('GET', '/audit')).toMatchObject({ status: 503, body: { code: 'store_unavailable' } });
    expect((await post(`/dlq/events/${id}/retry`)).status).toBe(200);
  });

  it('is no business of the catalog', async () => {
    const id = await park();
    await post(`/dlq/events/${id}/retry`);
    const refreshed = await post('/dlq/catalog/refresh');
    expect(refreshed.body).toMatchObject({ listed: 1 });
    expect((await call('GET', '/dlq/events')).body.items).toHaveLength(1);
  });

  it('shows a page of 10,000 entries after few calls', async () => {
    const id = await park();
    await post(`/dlq/events/${id}/retry`);
    const [key, object] = [...store.objects].find(([name]) => name.startsWith('audit/'))!;
    const entry = JSON.parse(Buffer.from(object.bytes).toString()) as { audit_id: string };
    const at = Number(entry.audit_id.slice(0, 13));
    for (let n = 1; n < 10_000; n++) {
      const audit_id = entry.audit_id.replace(/^\d{13}/, String(at - n * 3_000));
      const day = new Date(at - n * 3_000).toISOString().slice(0, 10).split('-');
      const name = `audit/year=${day[0]}/month=${day[1]}/day=${day[2]}/${audit_id}.json`;
      store.objects.set(name, { ...object, bytes: Buffer.from(JSON.stringify({ ...entry, audit_id })) });
    }
    expect(store.objects.has(key)).toBe(true);
    store.calls.length = 0;
    expect(await entries('?limit=50')).toHaveLength(50);
    const counts = (name: string) => store.calls.filter(([call]) => call === name).length;
    expect(counts('list')).toBeLessThanOrEqual(3);
    expect(counts('get')).toBeLessThanOrEqual(102);
  });
});

/** The length of the name of a key's object. */
function keyTail(key: string): number {
  return key.length - key.lastIndexOf('/') - 1;
}
