import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { api, deliver } from '../support/http.js';
import { SchemaReplicas } from '../support/schema-replicas.js';
import { ScriptedServer } from '../support/scripted-server.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import type { TestApp } from '../support/test-app.js';

interface Group {
  error_code: string;
  fixed_now: { sampled: number; would_pass: number; at: string } | null;
}

describe('a change that fixes a cause', () => {
  let replicas: SchemaReplicas;
  let receiver: ScriptedServer;
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let second: TestApp;

  beforeEach(async () => {
    receiver = await ScriptedServer.start(() => ({ status: 202 }));
    directory = await temporaryDirectory();
    const file = join(directory.path, 'notify.yaml');
    await writeFile(
      file,
      `channels: [{ name: hook, type: webhook, url: "${receiver.url}/", kinds: [fixed_now] }]`,
    );
    const env = { NOTIFY_FILE: file, DELIVERY_ALLOW_PRIVATE: 'true', CATALOG_POLL_MS: '1000' };
    replicas = await SchemaReplicas.start(env);
    second = await replicas.start(env);
  });
  afterEach(async () => {
    await replicas.close();
    await receiver.stop();
    await directory.remove();
  });

  async function fixedOf(code: string, { url } = replicas.first): Promise<Group['fixed_now'] | undefined> {
    const { body } = await api(url, '/groups', undefined, 'GET');
    return (body.items as never as Group[]).find(({ error_code }) => error_code === code)?.fixed_now;
  }
  const messages = () =>
    receiver.requests.map(
      ({ body }) => (JSON.parse(body) as { data: { would_pass: string } }).data.would_pass,
    );

  it('is told by every replica, once to people, and again by a later change', async () => {
    for (let n = 0; n < 25; n++) {
      await deliver(replicas.first.url, { event_id: `e${n}`, schema_version: 'v9', payload: { amount: n } });
      await deliver(replicas.first.url, { event_id: `f${n}`, payload: { amount: n } });
    }
    expect(await fixedOf('unknown_schema_version')).toBeUndefined();
    const before = await replicas.digestOf();
    await replicas.put('/v9', { type: 'object' });
    const all = { sampled: 20, would_pass: 20, at: expect.stringMatching(/Z$/) as string };
    await expect.poll(() => fixedOf('unknown_schema_version')).toEqual(all);
    // The other replica has taken the set, and tried by itself.
    await expect.poll(() => fixedOf('unknown_schema_version', second)).toEqual(all);
    // Another cause was tried, too, and is what it was.
    await expect.poll(() => fixedOf('validation_failed')).toEqual({ ...all, would_pass: 0 });
    await expect.poll(messages).toEqual(['20']);

    await replicas.rollBack(before);
    await expect.poll(() => fixedOf('unknown_schema_version')).toEqual({ ...all, would_pass: 0 });
    expect(messages()).toEqual(['20']);
  });
});
