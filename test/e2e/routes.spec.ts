import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { send } from '../support/http.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const SECRET = `whsec_${Buffer.alloc(24, 3).toString('base64')}`;
const ROUTES = `
targets:
  crm:
    url: https://crm.example/events?key=s3cret
    secret_env: TARGET_SECRET_CRM
    headers: { Authorization: "Bearer s3cret" }
routes:
  - { tenant: t1, event_type: CaseStatusChanged, target: crm }
default: crm
`;
const SHOWN = {
  loaded_at: expect.stringMatching(/^\d{4}-.*Z$/),
  targets: [
    {
      name: 'crm',
      url: 'https://crm.example/events?***',
      signed: true,
      headers: ['Authorization'],
      timeout_ms: 10_000,
      max_in_flight: 64,
    },
  ],
  routes: [{ tenant: 't1', event_type: 'CaseStatusChanged', target: 'crm' }],
  default: 'crm',
};

describe('the routes, over HTTP', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let file: string;
  let app: TestApp | undefined;

  beforeEach(async () => {
    directory = await temporaryDirectory();
    file = join(directory.path, 'routes.yaml');
    await writeFile(file, ROUTES);
  });

  afterEach(async () => {
    await app?.close();
    app = undefined;
    await directory.remove();
  });

  async function start(): Promise<TestApp> {
    app = await startTestApp({ env: { ROUTES_FILE: file, TARGET_SECRET_CRM: SECRET } });
    return app;
  }

  it('are shown without a secret', async () => {
    const { url, log } = await start();
    const answer = await send(`${url}/api/v1/routes`);
    expect([answer.status, answer.body]).toEqual([200, SHOWN]);
    expect(answer.text + log.text()).not.toMatch(new RegExp(`s3cret|${SECRET.slice(6)}`));
  });

  it('are reloaded', async () => {
    const { url, log } = await start();
    await writeFile(file, ROUTES.replace('default: crm', ''));
    const answer = await send(`${url}/api/v1/routes/reload`, { method: 'POST' });
    expect([answer.status, answer.body]).toEqual([200, { ...SHOWN, default: null }]);
    expect(log.lines.filter(({ event }) => event === 'routes_loaded')).toHaveLength(2);
  });

  it('stay where the new ones are wrong, and the answer says what is', async () => {
    const { url } = await start();
    await writeFile(file, ROUTES.replace('target: crm', 'target: cmr').replace('https:', 's3cret:'));
    const answer = await send(`${url}/api/v1/routes/reload`, { method: 'POST' });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      code: 'invalid_routes',
      errors: [
        { field: 'targets.crm.url', expected: 'an http or https address without credentials and fragment' },
        { field: 'routes[0].target', expected: 'one of crm' },
      ],
    });
    expect(answer.text).not.toContain('s3cret');
    expect((await send(`${url}/api/v1/routes`)).body).toEqual(SHOWN);
  });

  it('are not reloaded for a page of another site', async () => {
    const { url } = await start();
    const headers = { 'sec-fetch-site': 'cross-site' };
    const answer = await send(`${url}/api/v1/routes/reload`, { method: 'POST', headers });
    expect([answer.status, answer.body.code]).toEqual([403, 'cross_site']);
  });

  it('keep the service from starting where they are wrong', async () => {
    await rm(file);
    await expect(start()).rejects.toThrow('ROUTES_FILE: expected the path of a file');
  });

  it.each<[Record<string, string>, object]>([
    [{}, { status: 'ok', kind: 'none', detail: expect.stringContaining('TARGET_URL') as string }],
    [{ TARGET_URL: 'https://crm.example' }, { status: 'ok', kind: 'targets' }],
    [
      {
        CXONE_VALIDATE_PATH: '/v',
        CXONE_BASE_URL: 'https://c',
        CXONE_CLIENT_ID: 'i',
        CXONE_CLIENT_SECRET: 's',
      },
      { status: 'ok', kind: 'cxone' },
    ],
  ])('where events go is shown by the readiness: %j', async (env, destination) => {
    app = await startTestApp({ env });
    const { body } = await send(`${app.url}/health/ready`);
    expect(body).toMatchObject({ checks: { destination } });
  });

  it('a file of targets to which nothing leads is no destination', async () => {
    await writeFile(file, 'targets: { crm: { url: "https://crm.example" } }');
    app = await startTestApp({ env: { ROUTES_FILE: file } });
    const { body } = await send(`${app.url}/health/ready`);
    expect(body).toMatchObject({ checks: { destination: { kind: 'none' } } });
  });
});
