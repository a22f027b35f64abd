import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReadyDto } from '../../src/health/health.dto.js';
import { send } from '../support/http.js';
import { ScriptedServer } from '../support/scripted-server.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

interface Message {
  type: string;
  data: { state: string; error_code?: string; target?: string };
}

describe('notifications, over HTTP', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let receiver: ScriptedServer;
  let file: string;
  let app: TestApp | undefined;

  beforeEach(async () => {
    directory = await temporaryDirectory();
    receiver = await ScriptedServer.start(() => ({ status: 202 }));
    file = join(directory.path, 'notify.yaml');
    await write();
  });

  afterEach(async () => {
    await app?.close();
    app = undefined;
    await receiver.stop();
    await directory.remove();
  });

  const write = (more = '') =>
    writeFile(file, `channels: [{ name: hook, type: webhook, url: "${receiver.url}/hook"${more} }]`);
  const messages = () => receiver.requests.map(({ body }) => JSON.parse(body) as Message);

  async function start(): Promise<TestApp> {
    app = await startTestApp({ env: { NOTIFY_FILE: file, DELIVERY_ALLOW_PRIVATE: 'true' } });
    return app;
  }

  it('tell of a new cause once, however many events fail for it', async () => {
    const { url } = await start();
    const event = (n: number) => JSON.stringify({ event_id: `e${n}`, payload: {} });
    for (let n = 0; n < 20; n++) {
      await send(`${url}/webhook/cxone-data-actions`, { method: 'POST', body: event(n) });
    }
    await expect.poll(messages).toHaveLength(1);
    expect(messages()).toMatchObject([
      { type: 'new_cause', data: { state: 'firing', error_code: 'validation_failed' } },
    ]);
  });

  it('can be tried', async () => {
    const { url } = await start();
    const answer = await send(`${url}/api/v1/notifications/test`, { method: 'POST' });
    expect([answer.status, answer.body]).toEqual([202, { channels: ['hook'] }]);
    await expect.poll(messages).toMatchObject([
      { type: 'test', data: { state: 'firing' } },
      { type: 'test', data: { state: 'resolved' } },
    ]);
  });

  it('show in the readiness which channel fails, and recover', async () => {
    receiver.script = (_, nth) => ({ status: nth === 1 ? 500 : 200 });
    const { url } = await start();
    await send(`${url}/api/v1/notifications/test`, { method: 'POST' });
    const health = async () =>
      ((await send(`${url}/health/ready`)).body as Partial<ReadyDto>).checks?.['notifications'];
    const detail = 'channel hook: it answered HTTP 500; see NOTIFY_FILE';
    await expect.poll(health).toEqual({ status: 'degraded', detail });
    await expect.poll(health).toEqual({ status: 'ok' });
  });

  it('take a changed file whole or not at all', async () => {
    const { log } = await start();
    await write(', colour: red');
    await expect.poll(() => log.lines.map(({ event }) => event)).toContain('notify_file_refused');
    await write(', kinds: [breaker_open]');
    await expect.poll(() => log.lines.filter(({ event }) => event === 'notify_file_loaded')).toHaveLength(2);
  });

  it('do not let the service start with a file that is not as expected', async () => {
    await write(', colour: red');
    await expect(start()).rejects.toThrow('channels[0].colour: expected no such name');
  });

  it('say without NOTIFY_FILE that there is no channel', async () => {
    app = await startTestApp({});
    const answer = await send(`${app.url}/api/v1/notifications/test`, { method: 'POST' });
    expect([answer.status, answer.body]).toMatchObject([409, { code: 'no_channels' }]);
  });
});
