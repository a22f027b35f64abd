import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SweepService } from '../../src/retry/sweep/sweep.service.js';
import { WEBHOOK_PATH } from '../../src/http/webhook.path.js';
import { send } from '../support/http.js';
import { ScriptedServer, type Script } from '../support/scripted-server.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const EVENTS = 24;

describe('a backlog and its target', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let file: string;
  let server: ScriptedServer;
  let app: TestApp;

  beforeEach(async () => {
    directory = await temporaryDirectory();
    file = join(directory.path, 'routes.yaml');
  });

  afterEach(async () => {
    await app.close();
    await server.stop();
    await directory.remove();
  });

  const routes = (to: string, maxInFlight: number) =>
    writeFile(
      file,
      `targets:
  good: { url: "${server.url}/good", max_in_flight: ${maxInFlight} }
  bad: { url: "${server.url}/bad" }
routes: [{ tenant: t, target: ${to} }]`,
    );

  async function start(script: Script, env: Record<string, string>): Promise<void> {
    server = await ScriptedServer.start(script);
    await routes('bad', 1);
    app = await startTestApp({
      env: { ROUTES_FILE: file, DELIVERY_ALLOW_PRIVATE: 'true', RETRY_BASE_DELAY_MS: '1', ...env },
    });
    await Promise.all(Array.from({ length: EVENTS }, (_, i) => deliver(`e${i}`)));
  }

  const deliver = (id: string) =>
    send(`${app.url}${WEBHOOK_PATH}`, {
      method: 'POST',
      body: JSON.stringify({ event_id: id, tenant_id: 't', payload: { interaction_id: id } }),
    });

  const reload = () => send(`${app.url}/api/v1/routes/reload`, { method: 'POST' });
  const sweep = () => app.app.get(SweepService).sweep();
  const waiting = async () => (await send(`${app.url}/api/v1/dlq/events`)).body.items.length;

  it('is delivered one after the other where the target takes one at once, and none is blamed', async () => {
    await start(({ url }) => ({ status: url === '/bad' ? 500 : 200, delayMs: 20 }), {
      BREAKER_FAILURES: '0',
      RETRY_ATTEMPT_TIMEOUT_MS: '200',
    });
    await routes('good', 1);
    await reload();
    await expect.poll(async () => (await sweep(), waiting()), { timeout: 20_000 }).toBe(0);
    expect(server.to('/good')).toHaveLength(EVENTS);
    expect(server.mostAtOnce('/good')).toBe(1);
    expect(app.log.text()).not.toMatch(/retry_failed|breaker_opened/);
  });

  it('drains at once when the routes lead from a target that is down to one that is not', async () => {
    await start(({ url }) => ({ status: url === '/bad' ? 500 : 200 }), {
      BREAKER_FAILURES: '3',
      BREAKER_OPEN_MS: '600000',
    });
    expect(app.log.text()).toContain('breaker_opened');
    await expect.poll(async () => (await sweep()).held).toBe(EVENTS);
    await routes('good', 8);
    await reload();
    expect(await sweep()).toMatchObject({ processed: EVENTS, held: 0 });
    expect(await waiting()).toBe(0);
  });

  it('keeps the webhook waiting for a moment, and no longer', async () => {
    await start(() => ({ status: 200 }), {});
    await routes('good', 1);
    await reload();
    server.script = ({ url, body }) => (url === '/good' && body.includes('slow') ? { hang: true } : {});
    const slow = deliver('slow');
    await expect.poll(() => server.to('/good')).toHaveLength(1);
    const { body } = await deliver('next');
    const record = await send(`${app.url}/api/v1/dlq/events/${body.trace_id}`);
    expect(record.body).toMatchObject({ status: 'pending', error_code: 'target_busy', retry_count: 0 });
    expect(server.to('/good')).toHaveLength(1);
    expect((await slow).body.trace_id).toBeDefined();
  });
});
