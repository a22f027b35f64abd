import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cxoneEnv } from '../support/cxone-world.js';
import { api, deliver, send } from '../support/http.js';
import { ScriptedServer, withTokens } from '../support/scripted-server.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const TARGET = 'target:default';
const AT = /^\d{4}-\d{2}-\d{2}T.*Z$/;

describe('how the service is set and how its targets are doing', () => {
  let status: number;
  let server: ScriptedServer;
  let service: TestApp;

  beforeEach(async () => {
    status = 200;
    server = await ScriptedServer.start(withTokens(() => ({ status })));
    service = await startTestApp({
      env: {
        ...cxoneEnv(server.url),
        CXONE_ACKNOWLEDGE_PATH: '/acknowledged',
        TARGET_URL: `${server.url}/events?key=s3cret`,
        DELIVERY_ALLOW_PRIVATE: 'true',
        BREAKER_FAILURES: '2',
        RETRY_BASE_DELAY_MS: '1',
      },
    });
  });

  afterEach(async () => {
    await service.close();
    await server.stop();
  });

  const event = (id: string) => ({ event_id: id, payload: { interaction_id: id } });
  const targets = async () => (await send(`${service.url}/api/v1/targets`)).body;

  it('shows what the targets and CXone have last answered', async () => {
    const unknown = { last_ok_at: null, last_failed_at: null, last_error_code: null };
    const target = { name: TARGET, url: `${server.url}/events?***`, breaker: 'closed' };
    expect(await targets()).toEqual({
      items: [{ ...target, ...unknown }],
      cxone: { base_url: server.url, token: unknown },
    });

    await deliver(service.url, event('good'));
    status = 503;
    for (const id of ['a', 'b']) await deliver(service.url, event(id));
    const failed = {
      last_ok_at: expect.stringMatching(AT) as string,
      last_failed_at: expect.stringMatching(AT) as string,
      last_error_code: 'upstream_error',
    };
    expect(await targets()).toMatchObject({ items: [{ ...target, ...failed, breaker: 'open' }] });

    status = 200;
    expect((await api(service.url, '/retry', { limit: 2 })).status).toBe(200);
    expect(await targets()).toMatchObject({
      items: [{ ...target, breaker: 'closed' }],
      cxone: { token: { last_ok_at: expect.stringMatching(AT) as string } },
    });
  });

  it('shows the settings in force, and no secret', async () => {
    const { status: code, text } = await send(`${service.url}/api/v1/settings`);
    expect(code).toBe(200);
    const { groups } = JSON.parse(text) as { groups: Array<{ settings: Array<{ name: string }> }> };
    const settings = groups.flatMap((group) => group.settings);
    expect(settings.find(({ name }) => name === 'BREAKER_FAILURES')).toMatchObject({
      value: '2',
      default: '20',
      source: 'environment',
    });
    expect(settings.find(({ name }) => name === 'CXONE_CLIENT_SECRET')).toMatchObject({
      value: null,
      secret: true,
    });
    expect(text).not.toContain('s3cret');
  });
});
