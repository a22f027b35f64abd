import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RoleExplorer } from '../../src/access/role-explorer.js';
import { WEBHOOK_PATH } from '../../src/http/webhook.path.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const GOOD = { event_id: 'e1', tenant_id: 't1', payload: { interaction_id: 'i1' } };
const FAILING = { event_id: 'e2', tenant_id: 't1', payload: {} };

/** Differ between any two answers. */
const OF_ITS_OWN = ['date', 'content-length'];

describe('the direct route of the webhook', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ env: { MAX_BODY_BYTES: '65536', HOST: '127.0.0.1' } });
  });
  afterAll(() => app.close());

  const send = async (path: string, init: RequestInit) => {
    const response = await fetch(app.url + path, init);
    const headers = [...response.headers].filter(([name]) => !OF_ITS_OWN.includes(name));
    const text = await response.text();
    return { status: response.status, headers, text: text.replace(/DLQ-[0-9a-f-]+/, 'DLQ-') };
  };

  /** Express matches the other spelling, so its router serves that one. */
  const both = async (init: RequestInit) => {
    const [direct, routed] = [await send(WEBHOOK_PATH, init), await send(`${WEBHOOK_PATH}/`, init)];
    expect(direct).toEqual(routed);
    return direct;
  };

  const post = (body: string, headers: Record<string, string> = {}): RequestInit => ({
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });

  it.each<[string, RequestInit, number]>([
    ['an event that is known', post(JSON.stringify(GOOD)), 200],
    ['a failing event that is known', post(JSON.stringify(FAILING)), 200],
    ['a batch', post(JSON.stringify([GOOD, FAILING])), 200],
    ['no JSON', post('{"event_id":'), 400],
    ['no body', post(''), 400],
    ['too long a body', post('x'.repeat(65_537)), 413],
    ['an encoded body', post('x', { 'content-encoding': 'gzip' }), 415],
    ['another method', { method: 'PUT', body: '{}' }, 405],
    ['no POST, and no body', {}, 405],
  ])('answers as the router does: %s', async (_, init, status) => {
    // A first delivery would not be a duplicate, a second one would.
    if (status === 200) await send(WEBHOOK_PATH, init);
    expect(await both(init)).toMatchObject({ status });
  });

  it('takes a query, as monitors add one, and leaves addresses below it to the router', async () => {
    const init = post(JSON.stringify(GOOD));
    expect((await send(`${WEBHOOK_PATH}?source=studio`, init)).status).toBe(200);
    expect((await send(`${WEBHOOK_PATH}/more`, init)).status).toBe(404);
    expect((await send(`${WEBHOOK_PATH}x`, init)).status).toBe(404);
  });

  it('counts what it refuses, and what is in flight', async () => {
    await send(WEBHOOK_PATH, post('{'));
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    expect(metrics).toMatch(/events_received_total\{outcome="refused"[^}]*\} [1-9]/);
    expect(metrics).toMatch(/in_flight\{kind="webhook"[^}]*\} 0/);
  });

  it('skips guards that let everybody through', () => {
    expect(app.app.get(RoleExplorer).openRoutes()).toContainEqual({ method: 'POST', path: WEBHOOK_PATH });
  });
});
