import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api, deliver, send } from '../support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** Called by other people's machines, which may add parameters of their own. */
const OPEN = ['/webhook/', '/health/', '/api/v1/session/callback'];

describe('a request with a name that is not known', () => {
  let service: TestApp;
  let routes: Array<{ method: string; path: string; answers: string[] }>;

  beforeAll(async () => {
    service = await startTestApp();
    const { body } = await send(`${service.url}/docs/openapi.json`);
    const paths = body.paths as Record<string, Record<string, { responses: object }>>;
    routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { responses }]) => ({
        method: method.toUpperCase(),
        path,
        answers: Object.keys(responses),
      })),
    );
  });

  afterAll(() => service.close());

  const call = ({ method, path }: { method: string; path: string }, query: string, body?: string) =>
    send(
      service.url + path.replace('{trace_id}', 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015') + query,
      {
        method,
        ...(body !== undefined && { body }),
      },
    );
  /** Their body is a file, and not an object of the API. */
  const takesFile = ({ method, path }: { method: string; path: string }) =>
    method === 'PUT' && path.startsWith('/api/v1/schemas/');
  /** Their body is a patch, whose members are the event's. */
  const takesPatch = ({ method, path }: { method: string; path: string }) =>
    method === 'PATCH' && path === '/api/v1/dlq/events/{trace_id}';
  const closed = () => routes.filter(({ path }) => !OPEN.some((prefix) => path.startsWith(prefix)));

  it('is 400 on every route, as a parameter', async () => {
    expect(closed().length).toBeGreaterThan(10);
    for (const route of closed()) {
      for (const name of ['nonsense', 'constructor', '__proto__', 'toString']) {
        const { status, body } = await call(route, `?${name}=1`);
        expect([route, status, body.code]).toEqual([route, 400, 'invalid_request']);
        expect(body.errors).toMatchObject([{ field: name }]);
      }
    }
  });

  it('has the 400 in the description of every route', () => {
    expect(closed().filter(({ answers }) => !answers.includes('400'))).toEqual([]);
  });

  it('is 400 on every route that may have a body, as a field', async () => {
    for (const route of closed().filter(
      (one) => one.method !== 'GET' && !takesFile(one) && !takesPatch(one),
    )) {
      for (const name of ['nonsense', 'constructor', '__proto__', 'hasOwnProperty']) {
        const { status, body } = await call(route, '', `{"${name}":1}`);
        expect([route, status, body.errors]).toMatchObject([route, 400, [{ field: name }]]);
      }
    }
  });

  it('is told the nearest one that is', async () => {
    const told = async (path: string, body: unknown) =>
      (await api(service.url, path, body)).body.errors as Array<{ field: string; expected: string }>;
    expect(await told('/retry', { limt: 5 })).toEqual([
      { field: 'limt', expected: 'no field of this name; did you mean limit?' },
    ]);
    const job = { action: 'retry', filter: { tenant: 'a' } };
    expect((await told('/redrives', job))[0]!.expected).toContain('did you mean tenant_id?');
    expect((await told('/dry-run', { tenant_id: 'a', smaple: 5 }))[0]!.expected).toContain('sample?');
    const { body } = await send(`${service.url}/api/v1/dlq/events?tenant=a`);
    expect(body.errors).toMatchObject([{ field: 'tenant' }]);
  });

  it('names at most ten of many, in bounded text, at once', async () => {
    const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`k${n}`, n]));
    const { status, text } = await api(service.url, '/retry', { ...many, ['x'.repeat(10_000)]: 1 });
    expect(status).toBe(400);
    expect(text.length).toBeLessThan(4_000);
    expect(JSON.parse(text).errors).toHaveLength(10);
  });

  it('is not found in an empty body, which is as none', async () => {
    const { body } = await deliver(service.url, { event_id: 'empty', payload: {} });
    const dryRun = `/api/v1/dlq/events/${body.trace_id}/dry-run`;
    expect((await call({ method: 'POST', path: dryRun }, '', '')).status).toBe(200);
  });

  it('is taken where machines of others call', async () => {
    expect((await send(`${service.url}/health/live?cb=1`)).status).toBe(200);
    expect((await send(`${service.url}/health/ready?cb=1`)).status).toBe(200);
    const event = { event_id: 'e', payload: { interaction_id: 1 }, surprise: true };
    expect((await deliver(service.url, event)).status).toBe(200);
  });

  it('is found behind a thousand others', async () => {
    const { status, body } = await send(
      `${service.url}/api/v1/dlq/events?${'limit=1&'.repeat(1_200)}tenant=a`,
    );
    expect([status, body.errors]).toMatchObject([400, [{ field: 'tenant' }]]);
  });

  it('takes a wrong limit of a page as 20, whatever its type, and an unknown field beside it not', async () => {
    for (const limit of [0, 101, 1.5, -1, '5', 'x', true, null, [], [5], {}, { a: { b: 1 } }]) {
      expect([limit, (await api(service.url, '/retry', { limit })).status]).toEqual([limit, 200]);
      expect((await api(service.url, '/retry', { limit, unknown: 1 })).status).toBe(400);
    }
  });

  it('every printable character may be looked for in an error', async () => {
    for (let code = 32; code < 127; code++) {
      const text = `foo${String.fromCharCode(code)}bar`;
      const { status } = await send(`${service.url}/api/v1/dlq/events?text=${encodeURIComponent(text)}`);
      expect([text, status]).toEqual([text, 200]);
    }
  });
});
