import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { digestOfKey, newApiKey } from '../../src/access/keys/api-key.js';
import { freePort } from '../support/free-port.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { killContainers, runContainer, type Container, type RunOptions } from './container.js';
import { makeImageTree, type ImageTree } from './image-tree.js';
import { memoryLimit } from './memory-limit.js';
import { dockerVolume, emptyDir, MountedFiles } from './volumes.js';

const MIB = 1024 * 1024;
const WEBHOOK = '/webhook/cxone-data-actions';

describe('the image', () => {
  let directory: string;
  let remove: () => Promise<void>;
  let tree: ImageTree;

  beforeAll(async () => {
    ({ path: directory, remove } = await temporaryDirectory());
    tree = await makeImageTree(join(directory, 'image'), { VERSION: '1.2.3-test', SOURCE_COMMIT: 'c0ffee' });
  });
  afterEach(killContainers);
  afterAll(() => remove());

  /** Starts the service in a container, and waits until it answers. */
  const serve = async (options: RunOptions): Promise<Container & { url: string }> => {
    const port = String(await freePort());
    const env = { PORT: port, SHUTDOWN_DELAY_MS: '0', RETRY_SWEEP_ENABLED: 'false', ...options.env };
    const container = await runContainer(tree, directory, { ...options, env });
    await expect.poll(() => container.output()).toContain('"event":"started"');
    return { ...container, url: `http://127.0.0.1:${port}` };
  };

  it('says what it is, and starts the service as a user without rights', () => {
    expect(tree.config).toMatchObject({ User: '1000:1000', Cmd: ['cxone-dlq', 'serve'], Volumes: ['/data'] });
    expect(tree.config.Labels).toMatchObject({
      'org.opencontainers.image.title': 'CXone DLQ',
      'org.opencontainers.image.version': '1.2.3-test',
      'org.opencontainers.image.revision': 'c0ffee',
    });
    expect(lstatSync(join(tree.rootfs, 'data')).uid).toBe(1000);
  });

  it('holds production dependencies alone, no sources, and nothing that its user may write', () => {
    const app = join(tree.rootfs, 'app');
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: object };
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, { dev?: boolean }>;
    };
    const installed = (path: string) => existsSync(join(app, path));
    expect(Object.keys(dependencies).filter((name) => !installed(`node_modules/${name}`))).toEqual([]);
    // What a production package needs too is not marked. The compiler is an optional peer of one.
    const marked = Object.keys(packages).filter((path) => packages[path]?.dev);
    const forDevelopment = [...marked, 'node_modules/typescript'];
    expect(forDevelopment.length).toBeGreaterThan(100);
    expect(forDevelopment.filter(installed)).toEqual([]);
    expect(readdirSync(app).sort()).toEqual([
      'bin',
      'dist',
      'fake-cxone',
      'node_modules',
      'package.json',
      'schemas',
      'scripts',
    ]);
    expect(readdirSync(tree.rootfs).sort()).toEqual(['app', 'data', 'usr']);
    const find = ['-type', 'f', '(', '-perm', '-o=w', '-o', '-not', '-uid', '0', ')'];
    expect(execFileSync('find', [app, ...find], { encoding: 'utf8' })).toBe('');
    const size = Number(/^([\d.]+) MiB added to the base image/m.exec(tree.said)?.[1]);
    process.stdout.write(`The image adds ${size} MiB to its base.\n`);
    expect(size).toBeLessThan(80);
  });

  it('takes an event in on a read-only root, is healthy, and ends at SIGTERM with 0', async () => {
    const key = newApiKey(randomBytes);
    const env = { ACCESS_KEYS: `test:admin:${digestOfKey(key)}` };
    const container = await serve({ mounts: { '/data': await dockerVolume(directory) }, env });
    const answer = await deliver(container.url, 1);
    expect(answer).toMatchObject({ status: 'accepted', trace_id: expect.stringContaining('DLQ-') as string });
    const version = await fetch(`${container.url}/version`, { headers: { Authorization: `Bearer ${key}` } });
    expect(await version.json()).toMatchObject({ commit: 'c0ffee' });

    const PORT = new URL(container.url).port;
    const healthy = await runContainer(tree, directory, { command: tree.config.Healthcheck, env: { PORT } });
    expect(await healthy.ended()).toBe(0);
    const cli = { CXONE_DLQ_URL: container.url, CXONE_DLQ_KEY: key };
    const listing = ['cxone-dlq', 'events', 'ls', '-o', 'jsonl'];
    const listed = await runContainer(tree, directory, { command: listing, env: cli });
    expect(await listed.ended()).toBe(0);
    expect(JSON.parse(listed.output())).toMatchObject({ trace_id: answer.trace_id, status: 'parked' });

    expect(await container.stop()).toBe(0);
    expect(container.output()).toContain('"event":"stopped"');
    const unhealthy = await runContainer(tree, directory, {
      command: tree.config.Healthcheck,
      env: { PORT },
    });
    expect(await unhealthy.ended()).toBe(1);
  });

  it('has a root that its user cannot write to', async () => {
    const command = ['/bin/sh', '-c', 'id -u && touch /app/x /tmp/x /usr/local/bin/x'];
    const container = await runContainer(tree, directory, { command });
    expect(await container.ended()).toBe(1);
    expect(container.output()).toMatch(/^1000\n(?:touch: .*Read-only file system\n){3}$/);
  });

  it('reads secrets, and takes changed files, as Kubernetes mounts them', async () => {
    const routes = (tenant: string) => `
targets: { crm: { url: https://crm.example.com/events } }
routes: [{ tenant: ${tenant}, target: crm }]
`;
    const secrets = await MountedFiles.of(directory, { bearer: 'token\n' });
    const files = await MountedFiles.of(directory, { 'routes.yaml': routes('t1') });
    const container = await serve({
      mounts: {
        '/data': await emptyDir(directory),
        '/run/secrets/dlq': secrets.path,
        '/etc/cxone-dlq': files.path,
      },
      env: {
        WEBHOOK_SIGNATURES: 'bearer',
        WEBHOOK_SECRET_BEARER_FILE: '/run/secrets/dlq/bearer',
        ROUTES_FILE: '/etc/cxone-dlq/routes.yaml',
      },
    });
    expect(await deliver(container.url, 1)).toMatchObject({ code: 'signature_missing' });
    expect(await deliver(container.url, 1, { Authorization: 'Bearer token' })).toMatchObject({
      status: 'accepted',
    });
    const loaded = () => container.output().match(/"event":"routes_loaded"/g)?.length;
    expect(loaded()).toBe(1);
    await files.change({ 'routes.yaml': routes('t2') });
    await expect.poll(loaded).toBe(2);
    expect(await container.stop()).toBe(0);
  });

  it('keeps 500 failed events within 256 MiB of memory', async () => {
    const limit = await memoryLimit(256 * MIB);
    onTestFinished(async () => {
      killContainers();
      // A cgroup can be removed once its processes are gone.
      await expect.poll(() => limit.remove().catch((error: unknown) => error)).toBeUndefined();
    });
    const container = await serve({
      mounts: { '/data': await emptyDir(directory) },
      cgroups: limit.cgroups,
    });
    for (let first = 0; first < 500; first += 25) {
      const numbers = Array.from({ length: 25 }, (_, index) => first + index);
      const answers = await Promise.all(numbers.map((number) => deliver(container.url, number)));
      expect(answers.map(({ status }) => status)).toEqual(numbers.map(() => 'accepted'));
    }
    const peak = await limit.peak(container.pid);
    expect(await container.stop()).toBe(0);
    process.stdout.write(`Peak: ${Math.round(peak / MIB)} MiB; limited by: ${limit.heldBy}\n`);
    expect(peak).toBeLessThanOrEqual(256 * MIB);
  });
});

async function deliver(
  url: string,
  number: number,
  headers: Record<string, string> = {},
): Promise<{ status: string; trace_id?: string }> {
  const body = JSON.stringify({ event_id: `evt_${number}`, payload: { note: 'x'.repeat(2_000) } });
  const answer = await fetch(url + WEBHOOK, { method: 'POST', body, headers });
  return (await answer.json()) as { status: string; trace_id?: string };
}
