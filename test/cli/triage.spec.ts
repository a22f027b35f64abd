import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cli } from '../support/cli.js';
import { freePort } from '../support/free-port.js';
import { api, deliver, send } from '../support/http.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { startTestApp } from '../support/test-app.js';

it('triage tells an outage of a target, and proposes a job only when the target answers again', async () => {
  const port = await freePort();
  const { path, remove } = await temporaryDirectory();
  const routes = { targets: { crm: { url: `http://127.0.0.1:${port}/` } }, default: 'crm' };
  const file = join(path, 'routes.json');
  await writeFile(file, JSON.stringify(routes));
  const service = await startTestApp({ env: { ROUTES_FILE: file, DELIVERY_ALLOW_PRIVATE: 'true' } });
  const crm = createServer((request, response) => request.resume().on('end', () => response.end('{}')));
  const triage = async () => (await cli(['triage'], { env: { CXONE_DLQ_URL: service.url } })).stdout;
  const event = (id: string) => ({ event_id: id, payload: { interaction_id: id } });
  try {
    await deliver(service.url, event('a'));
    const down = await triage();
    expect(down).toContain('1 unresolved dead letter of 1 cause');
    expect(down).toContain('target:crm is failing: it has not answered yet');
    expect(down).toMatch(/1 of 1 tried pass the checks now, but target:crm failed \d+ seconds? ago\n/);
    expect(down).toMatch(/-> cxone-dlq events retry DLQ-\S+ {3}\(asks target:crm with one of them\)\n/);
    expect(down).toContain('  it is retried by itself\n');
    expect(down).not.toContain('redrive plan');
    crm.listen(port, '127.0.0.1');
    await once(crm, 'listening');
    await deliver(service.url, event('b'));
    const up = await triage();
    expect(up).not.toContain('is failing');
    expect(up).toContain('1 of 1 tried pass the checks now (target:crm was not asked)');
    expect(up).toMatch(/-> cxone-dlq redrive plan --group v2-[0-9a-f]{16}\n/);
  } finally {
    crm.close();
    crm.closeAllConnections();
    await service.close();
    await remove();
  }
});

/** The API, some of whose paths fail. */
function partly(url: string, failing: Record<string, () => Response>): typeof fetch {
  return async (input, init) => {
    const { pathname } = new URL(input as string, url);
    const fail = Object.entries(failing).find(([path]) => pathname === path)?.[1];
    return fail === undefined ? fetch(input, init) : fail();
  };
}

it('triage shows the rest where a part of it is refused or fails, says what is missing, and ends with 3', async () => {
  const service = await startTestApp();
  try {
    await deliver(service.url, { event_id: 'a', payload: {} });
    const env = { CXONE_DLQ_URL: service.url };
    const refused = () =>
      Response.json({ code: 'forbidden', detail: 'no', required_role: 'viewer' }, { status: 403 });
    const gone = () => {
      throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
    };
    const failing = {
      '/api/v1/targets': refused,
      '/api/v1/dlq/redrives': refused,
      '/api/v1/dlq/dry-run': gone,
    };
    const ended = await cli(['triage'], { env, fetch: partly(service.url, failing) });
    expect(ended).toMatchObject({ code: 3, stderr: '' });
    expect(ended.stdout).toContain('1 unresolved dead letter of 1 cause');
    expect(ended.stdout).toContain(
      'not known: targets, jobs\n  forbidden: no Use a key with the role viewer.\n',
    );
    expect(ended.stdout).toMatch(/not known: what would pass now\n {2}no answer from .* \(ECONNRESET\)/);
    const blind = { ...failing, '/health/ready': gone, '/api/v1/dlq/groups': refused };
    const most = await cli(['triage', '-o', 'json'], { env, fetch: partly(service.url, blind) });
    expect(most.code).toBe(3);
    expect(JSON.parse(most.stdout)).toMatchObject({
      ready: null,
      dead_letters: null,
      causes: [],
      targets: null,
    });
    const lines = (await cli(['triage'], { env, fetch: partly(service.url, blind) })).stdout;
    expect(lines).toMatch(/^service {2}unknown\n/);
  } finally {
    await service.close();
  }
});

it('triage fails where nothing answers, and where the key is not taken', async () => {
  const gone: typeof fetch = () =>
    Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }));
  expect(await cli(['triage'], { fetch: gone })).toMatchObject({ code: 1, stdout: '' });
  const unknown = () => Response.json({ code: 'unauthenticated', detail: 'no key' }, { status: 401 });
  const health = () => Response.json({ status: 'ok', checks: {} });
  const keyless: typeof fetch = async (input) =>
    new Request(input).url.endsWith('/health/ready') ? health() : unknown();
  const ended = await cli(['triage'], { fetch: keyless });
  expect(ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('Give an API key') });
});

it('triage tells the change of schemas that gave old dead letters another cause, and why they would not pass', async () => {
  const service = await startTestApp();
  const triage = async () => (await cli(['triage'], { env: { CXONE_DLQ_URL: service.url } })).stdout;
  try {
    const { body } = await deliver(service.url, { event_id: 'a', tenant_id: 't', payload: {} });
    const etag = (await send(`${service.url}/api/v1/schemas`)).headers.get('etag')!;
    const schema = { type: 'object', properties: { payload: { type: 'object', required: ['customer_id'] } } };
    const headers = { 'if-match': etag, 'content-type': 'application/json' };
    const put = { method: 'PUT', headers, body: JSON.stringify(schema) };
    await send(`${service.url}/api/v1/schemas/v2.1?reason=ids`, put);
    expect(await triage()).toContain(
      'none of 1 tried would pass now: missing required field: payload.customer_id',
    );
    await api(service.url, `/events/${body.trace_id}/retry`);
    const after = await triage();
    expect(after).toMatch(/changed \d+ seconds? after the first: .* changed the schemas/);
    expect(after).toContain('  it waits for a person\n');
    expect(after).toContain('none of 1 tried would pass now\n');
    expect(after).toContain('-> cxone-dlq schemas ls ');
  } finally {
    await service.close();
  }
});
