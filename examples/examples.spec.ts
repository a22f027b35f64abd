import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startService, type ServiceProcess } from '../test/support/service-process.js';
import { temporaryDirectory } from '../test/support/temporary-directory.js';

const SECRET = `whsec_${Buffer.from('a secret of thirty-two characters').toString('base64')}`;

/** Each example in a directory of its own outside the checkout, with what its package.json asks for. */
describe('the examples', () => {
  let directory: { path: string; remove: () => Promise<void> };
  let service: ServiceProcess | undefined;
  let server: Server | undefined;

  beforeAll(async () => {
    directory = await temporaryDirectory();
  });
  afterEach(async () => {
    await service?.end('SIGTERM');
    server?.close();
    server?.closeAllConnections();
    service = server = undefined;
  });
  afterAll(() => directory.remove());

  /** @param install `false`: its packages are those of the checkout. */
  function copied(example: string, install = false): string {
    const copy = join(directory.path, example);
    cpSync(join('examples', example), copy, {
      recursive: true,
      filter: (path) => !path.includes('node_modules'),
    });
    if (install)
      execFileSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: copy });
    else if (!existsSync(join(copy, 'node_modules')))
      symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
    return copy;
  }

  async function load<T>(example: string, file: string, install = false): Promise<T> {
    const { href } = pathToFileURL(join(copied(example, install), file));
    return (await import(/* @vite-ignore */ href)) as T;
  }

  const start = async (env: Record<string, string>) => {
    const data = join(directory.path, `data-${Date.now()}`);
    service = await startService({ DATA_DIR: data, ...env });
    return service;
  };
  const deliver = (event: object) =>
    fetch(`${service?.url}/webhook/cxone-data-actions`, { method: 'POST', body: JSON.stringify(event) }).then(
      async (answer) => (await answer.json()) as { trace_id?: string },
    );
  const recordOf = async (traceId: string | undefined) =>
    (await fetch(`${service?.url}/api/v1/dlq/events/${traceId}`)).json() as Promise<Record<string, unknown>>;
  const retry = (traceId: string | undefined) =>
    fetch(`${service?.url}/api/v1/dlq/events/${traceId}/retry`, { method: 'POST' }).then(
      async (answer) => (await answer.json()) as { outcome: string },
    );

  it('postgres: writes each contact once, parks wrong data, and is retried while the table is away', async () => {
    const url = process.env.TEST_POSTGRES_URL!;
    const dir = copied('postgres', true);
    const sql = async (text: string) => {
      const { default: pg } = (await import(
        /* @vite-ignore */ pathToFileURL(join(dir, 'node_modules/pg/esm/index.mjs')).href
      )) as { default: { Client: new (url: string) => PgClient } };
      const client = new pg.Client(url);
      await client.connect();
      const result = await client.query(text);
      await client.end();
      return result;
    };
    await start({ PROCESSORS_DIR: dir, CONTACTS_URL: url });
    const event = (event_id: string, contact_id: string, more = '') =>
      deliver({ event_id, schema_version: 'contact-1', payload: { contact_id, more } });
    expect(await event('e1', 'c1')).toEqual({ status: 'accepted' });
    await sql('alter table contacts rename to contacts_away');
    const lost = await event('e2', 'c2');
    expect(await recordOf(lost.trace_id)).toMatchObject({
      status: 'pending',
      error: expect.stringMatching(/42P01/),
    });
    await sql('alter table contacts_away rename to contacts');
    expect(await retry(lost.trace_id)).toMatchObject({ outcome: 'processed' });
    // As after a lost answer: the row is there, and the event comes again with the same key.
    await service?.end('SIGTERM');
    await start({ PROCESSORS_DIR: dir, CONTACTS_URL: url });
    expect(await event('e2', 'c2')).toEqual({ status: 'accepted' });
    const wrong = await event('e3', '');
    expect(await recordOf(wrong.trace_id)).toMatchObject({
      status: 'parked',
      error: 'PostgreSQL refused the row (23514)',
    });
    const { rows } = await sql('select contact_id from contacts order by contact_id');
    expect(rows).toEqual([{ contact_id: 'c1' }, { contact_id: 'c2' }]);
  });

  it('express-target: takes what is signed, once, and refuses another secret', async () => {
    const { targetApp } = await load<Target>('express-target', 'target.mjs');
    const taken: string[] = [];
    server = targetApp(SECRET, async ({ event_id }) => void taken.push(event_id)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
    const target = { TARGET_URL: url, DELIVERY_ALLOW_PRIVATE: 'true' };
    await start({ ...target, DELIVERY_SECRET: SECRET });
    const event = { event_id: 'e1', payload: { interaction_id: 'i1' } };
    expect(await deliver(event)).toEqual({ status: 'accepted' });
    expect(taken).toEqual(['e1']);
    await service?.end('SIGTERM');
    await start({ ...target, DELIVERY_SECRET: SECRET });
    // A service that has forgotten the event sends it again, and the target knows its key.
    expect(await deliver(event)).toEqual({ status: 'accepted' });
    expect(taken).toEqual(['e1']);
    await service?.end('SIGTERM');
    await start({
      ...target,
      DELIVERY_SECRET: `whsec_${Buffer.from('another secret of enough bytes').toString('base64')}`,
    });
    const refused = await deliver({ event_id: 'e2', payload: { interaction_id: 'i2' } });
    expect(await recordOf(refused.trace_id)).toMatchObject({
      status: 'parked',
      error_code: 'upstream_rejected',
    });
    expect(taken).toEqual(['e1']);
  });

  it('sender: signs what it sends, and gives up at once with a wrong secret', async () => {
    const { send } = await load<Sender>('sender', 'send.mjs');
    await start({ WEBHOOK_SIGNATURES: 'standard-webhooks', WEBHOOK_SECRET_STANDARD_WEBHOOKS: SECRET });
    const event = { event_id: 'e1', payload: { interaction_id: 'i1' } };
    expect(await send(service!.url, SECRET, event)).toEqual({ status: 'accepted' });
    await expect(
      send(service!.url, `whsec_${Buffer.from('wrong').toString('base64')}`, event),
    ).rejects.toThrow('the event was not taken: HTTP 401');
  });

  it('duckdb: counts the causes in an export', async () => {
    const { causesIn } = await load<Causes>('duckdb', 'causes.mjs', true);
    await start({});
    await deliver({ event_id: 'e1', tenant_id: 't1', payload: {} });
    await deliver({ event_id: 'e2', tenant_id: 't2', payload: {} });
    await deliver({ event_id: 'e3', schema_version: 'unknown', payload: {} });
    const file = join(directory.path, 'export.ndjson');
    writeFileSync(file, await (await fetch(`${service?.url}/api/v1/dlq/export?format=ndjson`)).text());
    expect(await causesIn(file)).toMatchObject([
      { error_code: 'validation_failed', dead_letters: 2, tenants: 2, most_retries: 0 },
      { error_code: 'unknown_schema_version', dead_letters: 1, tenants: 0, most_retries: 0 },
    ]);
  });
});

interface PgClient {
  connect(): Promise<void>;
  query(text: string): Promise<{ rows: object[] }>;
  end(): Promise<void>;
}

interface Target {
  targetApp: (
    secret: string,
    take: (event: { event_id: string }) => Promise<void>,
  ) => { listen: (port: number, host: string) => Server };
}

interface Sender {
  send: (url: string, secret: string, event: object) => Promise<object>;
}

interface Causes {
  causesIn: (file: string) => Promise<object[]>;
}
