import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GateProcessor } from '../support/gate-processor.js';
import { api, deliver } from '../support/http.js';
import { storeEnv } from '../support/s3-env.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const TENANTS = ['t', 't', 'u', 'v,w', 'Smith & Jones'];

describe('filters are one language', () => {
  let service: TestApp;
  let gate: GateProcessor;
  let ids: string[];

  beforeAll(async () => {
    gate = new GateProcessor();
    gate.verdict = 'permanent';
    service = await startTestApp({ processor: gate, env: await storeEnv() });
    ids = [];
    for (const [n, tenant_id] of TENANTS.entries()) {
      const event = {
        event_id: `e${n}`,
        tenant_id,
        schema_version: 'test',
        payload: { interaction_id: `int_${n % 2}` },
      };
      ids.push((await deliver(service.url, event)).body.trace_id);
    }
  });

  beforeEach(() => {
    gate.verdict = 'permanent';
  });

  afterAll(() => service.close());

  interface Page {
    items: Array<{ event_id: string; fingerprint: string; target: string }>;
    matched: number;
    next_token: string;
    errors?: unknown;
  }
  const list = async (query: string) => {
    const { text } = await api(service.url, `/events?${query}`, undefined, 'GET');
    return JSON.parse(text) as Page;
  };
  const found = async (query: string) => {
    const { items, matched } = await list(query);
    expect(matched).toBe(items.length);
    return items.map(({ event_id }) => event_id).join(' ');
  };

  it.each([
    ['tenant_id=t', 'e0 e1'],
    ['tenant_id=t,u', 'e0 e1 e2'],
    ['tenant_id=t&tenant_id=u,nobody', 'e0 e1 e2'],
    ['tenant_id=v%2Cw', 'e3'],
    ['tenant_id=v,w', ''],
    ['tenant_id=v%2Cw,u', 'e2 e3'],
    ['tenant_id=Smith+%26+Jones', 'e4'],
    ['event_id=e0,e4&tenant_id=t', 'e0'],
    ['interaction_id=int_1', 'e1 e3'],
    ['interaction_id=int_0,int_1&event_id=e2,e3', 'e2 e3'],
    ['status=parked,pending&status=corrupt', 'e0 e1 e2 e3 e4'],
    ['edited=false', 'e0 e1 e2 e3 e4'],
    ['edited=true', ''],
    ['target=crm', ''],
  ])('in a query: %s', async (query, events) => expect(await found(query)).toBe(events));

  it('finds by cause and by target under the names that the listing shows', async () => {
    const { items } = await list('event_id=e0');
    const { fingerprint, target } = items[0]!;
    expect(target).toBe('TestProcessor');
    for (const query of [`group=${fingerprint}`, `fingerprint=${fingerprint}`, `target=${target}`]) {
      expect(await found(query)).toBe('e0 e1 e2 e3 e4');
    }
    expect(await found(`group=${fingerprint}&fingerprint=v1-0000000000000000`)).toBe('');
  });

  it('counts what the filter takes on all pages', async () => {
    expect(await list('tenant_id=t,u&limit=1')).toMatchObject({ matched: 3, items: [{ event_id: 'e0' }] });
    const { next_token } = await list('tenant_id=t,u&limit=1');
    expect(await list(`tenant_id=t,u&limit=2&next_token=${next_token}`)).toMatchObject({
      matched: 3,
      items: [{ event_id: 'e1' }, { event_id: 'e2' }],
      next_token: '',
    });
  });

  it.each([
    ['tenant=t', 'tenant', 'tenant_id'],
    ['interaction=i', 'interaction', 'interaction_id'],
    ['tenant_id=', 'tenant_id', 'blank'],
    ['tenant_id=t,', 'tenant_id', 'blank'],
    ['status=parked,lost', 'status', 'pending'],
    ['edited=yes', 'edited', 'true or false'],
    [`event_id=${'x,'.repeat(100)}x`, 'event_id', '1 to 100'],
  ])('refuses %s and says why', async (query, field, expected) => {
    const body = await list(query);
    expect(body.errors).toMatchObject([{ field, expected: expect.stringContaining(expected) }]);
  });

  it('takes the same filters in JSON, where a comma belongs to its value', async () => {
    const matching = async (filter: object) => (await api(service.url, '/dry-run', filter)).body.matching;
    expect(await matching({ tenant_id: 't' })).toBe(2);
    expect(await matching({ tenant_id: ['t', 'u'] })).toBe(3);
    expect(await matching({ tenant_id: 'v,w' })).toBe(1);
    expect(await matching({ tenant_id: ['t,u'] })).toBe(0);
    expect(await matching({ interaction_id: ['int_1'], edited: false })).toBe(2);
  });

  it.each(['/dry-run', '/retry'])('refuses the same in the body of %s', async (path) => {
    for (const [filter, field] of [
      [{ tenant_id: [] }, 'tenant_id'],
      [{ tenant_id: [''] }, 'tenant_id'],
      [{ tenant_id: 5 }, 'tenant_id'],
      [{ tenant_id: [['t']] }, 'tenant_id'],
      [{ edited: 'maybe' }, 'edited'],
      [{ targets: 'crm' }, 'targets'],
    ] as const) {
      const { status, body } = await api(service.url, path, filter);
      expect([status, body.errors]).toMatchObject([400, [{ field }]]);
    }
  });

  it('retries no page where every filter that is named is null', async () => {
    const before = gate.runs.length;
    const { status, body } = await api(service.url, '/retry', { limit: 5, tenant_id: null });
    expect([status, body.errors]).toMatchObject([400, [{ field: 'all' }]]);
    expect(gate.runs).toHaveLength(before);
  });

  it('retries a page of what a filter takes, and goes on with its token alone', async () => {
    const keyOf = (n: number) => expect.stringContaining(ids[n]!);
    const first = (await api(service.url, '/retry', { tenant_id: ['t', 'v,w'], limit: 2 })).body;
    expect(first).toMatchObject({ processed: [], failed: [keyOf(0), keyOf(1)] });
    const next = { limit: 2, next_token: first.next_token };
    expect((await api(service.url, '/retry', next)).body.code).toBe('invalid_next_token');
    expect((await api(service.url, '/retry', { ...next, tenant_id: ['t', 'v,w'] })).body).toEqual({
      processed: [],
      failed: [keyOf(3)],
      next_token: '',
    });
    gate.verdict = 'pass';
    expect((await api(service.url, '/retry', { event_id: 'e4' })).body).toMatchObject({
      processed: [keyOf(4)],
    });
  });
});
