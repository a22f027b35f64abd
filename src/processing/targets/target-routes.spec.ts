import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventOf } from '../../../test/support/event-of.js';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { ScriptedServer } from '../../../test/support/scripted-server.js';
import { loadConfig, type Config } from '../../config/config.js';
import { SystemClock } from '../../runtime/clock.js';
import { Facts } from '../../runtime/facts.js';
import { TargetBreakers } from '../target-breakers.js';
import type { TargetRoutes } from './target-routes.js';
import { openTargetRoutes } from './open-target-routes.js';
import { MAX_ROUTES_FILE_BYTES } from './routes-source.js';

const clock = new SystemClock();
let facts: Facts;

describe('the routes of deliveries', () => {
  let directory: string;
  let file: string;
  let server: ScriptedServer;

  beforeEach(async () => {
    facts = new Facts(new MemoryLog());
    directory = await mkdtemp(join(tmpdir(), 'cxone-dlq-'));
    file = join(directory, 'routes.yaml');
    server = await ScriptedServer.start(() => ({}));
  });

  afterEach(async () => {
    await server.stop();
    await rm(directory, { recursive: true });
  });

  const configOf = (env: Record<string, string>): Config =>
    loadConfig({ ROUTES_FILE: file, DELIVERY_ALLOW_PRIVATE: 'true', ...env });

  async function open(text: string, env: Record<string, string> = {}): Promise<TargetRoutes> {
    await writeFile(file, text);
    const routes = openTargetRoutes(configOf(env).targets, clock, facts);
    expect(routes.reload()).toEqual({ loaded: true });
    return routes;
  }

  const nameFor = (routes: TargetRoutes, event: object) =>
    routes.find(eventOf(JSON.stringify({ event_id: 'e', ...event })))?.name;

  const context = {
    signal: new AbortController().signal,
    deadlineAt: Date.now() + 60_000,
    idempotencyKey: 'k',
    retryCount: 0,
    traceId: null,
  };

  const deliver = (routes: TargetRoutes) => {
    const event = eventOf('{"event_id":"e"}');
    return routes.find(event)!.processor.process(event, context);
  };

  const target = (url = server.url) => `{ url: "${url}" }`;

  it('lead an event by tenant and type, and deliver it', async () => {
    const routes = await open(
      `targets: { crm: ${target()}, bi: ${target()} }
routes: [{ tenant: t1, event_type: "case.*", target: crm }]
default: bi`,
    );
    expect(nameFor(routes, { tenant_id: 't1', payload: { eventType: 'case.opened' } })).toBe('target:crm');
    expect(nameFor(routes, { tenant_id: 't2', event_type: 'case.opened' })).toBe('target:bi');
    await deliver(routes);
    expect(server.requests).toHaveLength(1);
    routes.close();
  });

  it('lead all events to TARGET_URL without a file, and no event without both', () => {
    const one = openTargetRoutes(configOf({ ROUTES_FILE: '', TARGET_URL: server.url }).targets, clock, facts);
    expect([one.find(eventOf('{"event_id":"e"}')), one.reload()]).toEqual([undefined, { loaded: true }]);
    expect(nameFor(one, {})).toBe('target:default');
    const none = openTargetRoutes(loadConfig({}).targets, clock, facts);
    expect([none.reload(), nameFor(none, {})]).toEqual([{ loaded: true }, undefined]);
  });

  it('stay in force where the new ones are broken or missing', async () => {
    const routes = await open(`{ targets: { crm: ${target()} }, default: crm }`);
    const before = routes.inForce;
    for (const text of ['targets: {', '{ targets: { crm: {} } }', 'x'.repeat(MAX_ROUTES_FILE_BYTES + 1)]) {
      await writeFile(file, text);
      expect(routes.reload()).toMatchObject({ loaded: false, problems: [{ expected: expect.any(String) }] });
    }
    await rm(file);
    expect(routes.reload()).toMatchObject({ loaded: false, problems: [{ field: 'ROUTES_FILE' }] });
    expect(routes.inForce).toBe(before);
    expect(nameFor(routes, {})).toBe('target:crm');
  });

  it('tell of targets that a reload removes or replaces, and keep the others with their connections', async () => {
    const routes = await open(`{ targets: { a: ${target()}, b: ${target()}, c: ${target()} }, default: a }`);
    const retired: string[] = [];
    facts.on('routes_changed', (fact) => retired.push(...fact.retired));
    await deliver(routes);
    await writeFile(file, `{ targets: { a: ${target()}, b: ${target(`${server.url}/b`)} }, default: a }`);
    expect(routes.reload()).toEqual({ loaded: true });
    expect(retired).toEqual(['target:b', 'target:c']);
    await deliver(routes);
    expect(server.connections).toBe(1);
    routes.close();
  });

  it('see a secret that was replaced in its file', async () => {
    const secret = (byte: number) => `whsec_${Buffer.alloc(24, byte).toString('base64')}`;
    const secretFile = join(directory, 'secret');
    await writeFile(secretFile, secret(1));
    const text = `{ targets: { a: { url: "${server.url}", secret_file: secret } }, default: a }`;
    const routes = await open(text, { TARGET_SECRET_DIR: directory });
    await writeFile(secretFile, secret(2));
    expect(routes.reload()).toEqual({ loaded: true });
    expect(routes.inForce.table.targets[0]?.secrets).toEqual([secret(2)]);
  });

  it('are refused where they lead to a private address and that is not allowed', async () => {
    await writeFile(file, `{ targets: { a: ${target()} }, default: a }`);
    const routes = openTargetRoutes(configOf({ DELIVERY_ALLOW_PRIVATE: 'false' }).targets, clock, facts);
    const expected = 'a public address, or DELIVERY_ALLOW_PRIVATE=true';
    expect(routes.reload()).toEqual({ loaded: false, problems: [{ field: 'targets.a.url', expected }] });
  });

  it('take the breakers of retired targets with them', async () => {
    const routes = await open(`{ targets: { a: ${target()} }, default: a }`);
    const breakers = new TargetBreakers(configOf({ BREAKER_FAILURES: '1' }), clock, facts);
    breakers.report('target:a', { code: 'upstream_error', reason: 'down', retryable: true }, true);
    expect(breakers.isOpen('target:a')).toBe(true);
    await writeFile(file, `{ targets: { a: ${target(`${server.url}/moved`)} }, default: a }`);
    routes.reload();
    expect(breakers.isOpen('target:a')).toBe(false);
  });
});
