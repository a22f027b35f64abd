import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { Controller, Get, Module } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOfKey, newApiKey } from '../../src/access/keys/api-key.js';
import { RequiresRole } from '../../src/access/required-role.js';
import { RoleExplorer } from '../../src/access/role-explorer.js';
import { ROLES, type Role } from '../../src/domain/access/role.js';
import { deliver, send } from '../support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const KEYS: Record<Role, string> = {
  viewer: newApiKey(randomBytes),
  operator: newApiKey(randomBytes),
  admin: newApiKey(randomBytes),
};
const ACCESS_KEYS = ROLES.map((role) => `${role}:${role}:${digestOfKey(KEYS[role])}`).join();

const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });

describe('a service with API keys', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp({ env: { ACCESS_KEYS, TRUST_PROXY: 'loopback' } });
  });
  afterAll(() => service.close());

  /** A call from an address of its own, so that refusals of one test do not count in another one. */
  const from = (address: string, path: string, credential?: string, method = 'GET') =>
    send(service.url + path, {
      method,
      headers: {
        'x-forwarded-for': address,
        ...(credential !== undefined && { authorization: credential }),
      },
    });

  it.each(ROLES)('says who calls: %s', async (role) => {
    const { status, body } = await send(`${service.url}/api/v1/me`, bearer(KEYS[role]));
    expect([status, body]).toEqual([200, { name: role, kind: 'key', role, expires_at: null }]);
  });

  it('answers the same to every credential that is not accepted', async () => {
    const credentials = [
      undefined,
      'Bearer',
      'Bearer ',
      `Basic ${KEYS.admin}`,
      KEYS.admin,
      `Bearer ${KEYS.admin}x`,
      `Bearer ${newApiKey(randomBytes)}`,
      `Bearer ${digestOfKey(KEYS.admin)}`,
      `Bearer ${'x'.repeat(9_000)}`,
    ];
    const answers = [];
    for (const credential of credentials) answers.push(await from('192.0.2.1', '/api/v1/me', credential));
    for (const { status, headers, text } of answers) {
      expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect(text).toBe(answers[0]!.text);
    }
    expect(answers[0]!.body.code).toBe('unauthenticated');
  });

  it('names the role that is needed', async () => {
    const answer = await send(`${service.url}/api/v1/dlq/retry`, { method: 'POST', ...bearer(KEYS.viewer) });
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden', required_role: 'operator' } });
    expect((await send(`${service.url}/version`, bearer(KEYS.viewer))).status).toBe(200);
  });

  it('lets strangers reach what needs no role, and nothing else', async () => {
    expect((await deliver(service.url, { event_id: 'e', payload: { interaction_id: 'i' } })).status).toBe(
      200,
    );
    for (const path of ['/health/live', '/health/ready', '/HEALTH/live/', '/docs', '/docs/openapi.json']) {
      expect([path, (await from('192.0.2.2', path)).status]).toEqual([path, 200]);
    }
    const closed = [
      '/version',
      '/api/v1/dlq/events',
      '/API/v1/DLQ/events/',
      '//api/v1/me',
      '/none',
      '/docs-yaml',
    ];
    for (const path of closed) {
      expect([path, (await from('192.0.2.2', path)).status]).toEqual([path, 401]);
    }
  });

  it('makes an address wait after 20 refusals in a minute, and nobody with a good credential', async () => {
    for (let n = 0; n < 20; n++) expect((await from('192.0.2.3', '/api/v1/me')).status).toBe(401);
    const answer = await from('192.0.2.3', '/api/v1/me', 'Bearer no');
    expect(answer).toMatchObject({ status: 429, body: { code: 'too_many_refusals' } });
    const waitS = Number(answer.headers.get('retry-after'));
    expect(waitS).toBeGreaterThan(0);
    expect(waitS).toBeLessThanOrEqual(60);
    expect((await from('192.0.2.3', '/api/v1/me', `Bearer ${KEYS.viewer}`)).status).toBe(200);
    expect((await from('192.0.2.4', '/api/v1/me')).status).toBe(401);
    // One machine has a whole /64 network to call from.
    for (let n = 0; n < 20; n++) await from(`2001:db8::${n + 1}`, '/api/v1/me');
    expect((await from('2001:db8::ffff', '/api/v1/me')).status).toBe(429);
    expect((await from('192.0.2.3', '/health/live')).status).toBe(200);
  });

  it('refuses a stranger before the body has come', async () => {
    const { hostname, port } = new URL(service.url);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          'POST /api/v1/dlq/retry HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 192.0.2.5\r\n' +
            'Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{',
        );
      });
      socket.once('data', (chunk: Buffer) => {
        resolve(chunk.toString());
        socket.destroy();
      });
      socket.once('error', reject);
    });
    expect(answer).toContain('HTTP/1.1 401');
  });

  it('logs why a credential was refused, and never the credential', async () => {
    const key = newApiKey(randomBytes);
    await from('192.0.2.6', '/api/v1/me', `Bearer ${key}`);
    const lines = service.log.lines.filter(({ event }) => event === 'credential_refused');
    expect(lines.at(-1)?.fields).toEqual({ reason: 'unknown', name: null, remote_address: '192.0.2.6' });
    expect(JSON.stringify(service.log.lines)).not.toContain(key);
  });
});

it('lets whoever is let through be the loopback caller where no access is configured', async () => {
  const service = await startTestApp();
  const { body } = await send(`${service.url}/api/v1/me`);
  expect(body).toEqual({ name: 'loopback', kind: 'loopback', role: 'admin', expires_at: null });
  await service.close();
});

it('does not start with a handler that names no role', async () => {
  class Forgotten {
    one(): string {
      return '';
    }

    two(): string {
      return '';
    }
  }
  Controller('forgotten')(Forgotten);
  for (const name of ['one', 'two'] as const) {
    const descriptor = Object.getOwnPropertyDescriptor(Forgotten.prototype, name)!;
    Get(name)(Forgotten.prototype, name, descriptor);
    if (name === 'two') RequiresRole('viewer')(Forgotten.prototype, name, descriptor);
  }
  class Root {}
  Module({ imports: [DiscoveryModule], controllers: [Forgotten], providers: [RoleExplorer] })(Root);
  const app = await NestFactory.create(Root, { logger: false, abortOnError: false });
  await expect(app.init()).rejects.toThrow('these handlers need @RequiresRole: Forgotten.one');
  await app.close();
});
