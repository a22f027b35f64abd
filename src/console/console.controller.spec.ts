import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOfKey, newApiKey } from '../access/keys/api-key.js';
import { callAsIs } from '../../test/support/call-as-is.js';
import { temporaryDirectory } from '../../test/support/temporary-directory.js';
import { startTestApp, type TestApp } from '../../test/support/test-app.js';

const PAGE = '<!doctype html><title>console</title>';
const SCRIPT = 'export const answer = 42;'.repeat(40);
const ASSET = '/console/assets/index-abc123.js';

describe('the console', () => {
  let service: TestApp;
  let directory: { path: string; remove: () => Promise<void> };

  beforeAll(async () => {
    directory = await temporaryDirectory();
    await mkdir(join(directory.path, 'assets'));
    await writeFile(join(directory.path, 'index.html'), PAGE);
    const script = join(directory.path, 'assets/index-abc123.js');
    await writeFile(script, SCRIPT);
    await writeFile(`${script}.br`, brotliCompressSync(SCRIPT));
    await writeFile(`${script}.gz`, gzipSync(SCRIPT));
    service = await startTestApp({ console: directory.path });
  });
  afterAll(async () => {
    await service.close();
    await directory.remove();
  });

  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${service.url}${path}`, { method, headers });

  it.each([
    '/console',
    '/console/',
    '/console/events/DLQ-1?status=parked',
    '/Console/causes',
    '/console/..%2fmain.js',
  ])('answers %s with the page, which is asked for each time', async (path) => {
    const answer = await ask(path);
    expect([answer.status, await answer.text()]).toEqual([200, PAGE]);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  });

  it('lets the page load its own files and the API, and nothing else', async () => {
    const policy = (await ask('/console')).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
    expect(policy).not.toContain('unsafe');
  });

  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
    ['identity', (bytes: Buffer) => bytes],
  ] as const)('sends a file as %s where the browser takes that', async (encoding, decode) => {
    const { status, headers, body } = await raw(ASSET, { 'accept-encoding': encoding });
    expect([status, headers['content-encoding']]).toEqual([
      200,
      encoding === 'identity' ? undefined : encoding,
    ]);
    expect(decode(body).toString()).toBe(SCRIPT);
    expect(headers['content-length']).toBe(String(body.length));
    expect(headers.vary).toContain('Accept-Encoding');
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  it('sends nothing that the browser has', async () => {
    const etag = (await ask('/console')).headers.get('etag')!;
    const again = await raw('/console', { 'if-none-match': etag });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    expect((await raw('/console', { 'if-none-match': '"another"' })).status).toBe(200);
  });

  it('gives each coding of a file an ETag of its own', async () => {
    const etagAs = async (encoding: string) =>
      (await raw(ASSET, { 'accept-encoding': encoding })).headers.etag as string;
    const etags = [await etagAs('br'), await etagAs('gzip'), await etagAs('identity')];
    expect(new Set(etags).size).toBe(3);
    const known = { 'accept-encoding': 'gzip', 'if-none-match': etags[1]! };
    expect((await raw(ASSET, known)).status).toBe(304);
    expect((await raw(ASSET, { ...known, 'accept-encoding': 'br' })).status).toBe(200);
  });

  it('answers HEAD without a body', async () => {
    const answer = await ask(ASSET, { 'accept-encoding': 'identity' }, 'HEAD');
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(answer.headers.get('content-length')).toBe(String(SCRIPT.length));
  });

  it('does not answer with the page for a script that is gone', async () => {
    const answer = await ask('/console/assets/index-old.js');
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'not_found' }]);
  });

  it('is there for somebody who has not signed in', async () => {
    const key = newApiKey(randomBytes);
    const env = { ACCESS_KEYS: `a:viewer:${digestOfKey(key)}` };
    const locked = await startTestApp({ env, console: directory.path });
    const statuses = [];
    for (const path of ['/console', '/console/events', ASSET, '/api/v1/me'])
      statuses.push((await fetch(locked.url + path)).status);
    expect(statuses).toEqual([200, 200, 200, 401]);
    // The page is told so, and asks first who calls.
    const callerIn = async (url: string, headers: Record<string, string> = {}) =>
      (await fetch(`${url}/console`, { headers })).headers.get('server-timing');
    expect(await callerIn(locked.url)).toBe('caller;desc=unknown');
    expect(await callerIn(locked.url, { authorization: `Bearer ${key}` })).toBe('caller;desc=known');
    expect(await callerIn(service.url)).toBe('caller;desc=known');
    expect((await fetch(service.url + ASSET)).headers.get('server-timing')).toBeNull();
    await locked.close();
  });

  it('is there under a known name alone', async () => {
    expect((await callAsIs(service.url, 'GET', '/console', { host: 'evil.example' })).status).toBe(421);
  });

  it('says how it is built where it is not', async () => {
    const bare = await startTestApp();
    const answer = await fetch(`${bare.url}/console`);
    expect([answer.status, await answer.json()]).toMatchObject([
      404,
      { detail: 'The console is not built here. Run `npm run build`, and start the service again.' },
    ]);
    await bare.close();
  });

  /** As it comes, not decoded. */
  async function raw(path: string, headers: Record<string, string>) {
    return new Promise<{ status: number | undefined; headers: Record<string, unknown>; body: Buffer }>(
      (resolve, reject) => {
        request(`${service.url}${path}`, { headers }, (answer) => {
          const pieces: Buffer[] = [];
          answer.on('data', (piece: Buffer) => pieces.push(piece));
          answer.on('end', () =>
            resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(pieces) }),
          );
        })
          .on('error', reject)
          .end();
      },
    );
  }
});
