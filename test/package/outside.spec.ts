import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  devDependencies: Record<string, string>;
};

/** The blocks of a document that are whole files: a comment in the first line has the path. */
function filesOf(document: string): Array<[path: string, text: string]> {
  const blocks = readFileSync(document, 'utf8').matchAll(/^```(?:ts|jsonc)\n\/\/ (\S+)\n([^]*?)^```$/gm);
  return [...blocks].map(([, path = '', text = '']) => [path, text]);
}

/** What a user of the package gets: packed as npm publishes it, installed in a project that is no part of the checkout. */
describe('the package in a project of somebody else', () => {
  let directory: { path: string; remove: () => Promise<void> };
  let project: string;
  let packed: string[];
  let running: ChildProcess | undefined;

  const run = (command: string, ...args: string[]): string =>
    execFileSync(command, args, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

  beforeAll(async () => {
    directory = await temporaryDirectory();
    project = directory.path;
    const said = execFileSync('npm', ['pack', '--json', '--pack-destination', project], { encoding: 'utf8' });
    // What the build says comes before.
    const [tarball] = JSON.parse(said.slice(said.indexOf('[\n'))) as [
      { filename: string; files: Array<{ path: string }> },
    ];
    packed = tarball.files.map(({ path }) => path);
    for (const [path, text] of filesOf('docs/extending.md')) {
      mkdirSync(dirname(join(project, path)), { recursive: true });
      writeFileSync(join(project, path), text);
    }
    writeFileSync(join(project, 'package.json'), '{ "name": "outside", "private": true, "type": "module" }');
    const tools = ['typescript', '@types/node'].map((name) => `${name}@${devDependencies[name]}`);
    run('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', `./${tarball.filename}`, ...tools);
    run('npx', 'tsc', '-p', '.');
  });
  afterEach(async () => {
    if (running?.exitCode === null && running.signalCode === null) {
      running.kill('SIGTERM');
      await once(running, 'exit');
    }
    running = undefined;
  });
  afterAll(() => directory.remove());

  /** Starts a program of the project, and waits until it answers. */
  async function start(url: string, env: Record<string, string>, ...args: string[]): Promise<ChildProcess> {
    const child = spawn(process.execPath, args, {
      cwd: project,
      env: { PATH: process.env.PATH, ...env },
      stdio: 'inherit',
    });
    running = child;
    await expect
      .poll(() =>
        fetch(url).then(
          ({ ok }) => ok || child.exitCode !== null,
          () => child.exitCode !== null,
        ),
      )
      .toBe(true);
    return child;
  }

  async function deliver(base: string, event_id: string, kind: string): Promise<{ trace_id?: string }> {
    const body = JSON.stringify({ event_id, schema_version: 'order-1', payload: { kind } });
    const answer = await fetch(`${base}/webhook/cxone-data-actions`, { method: 'POST', body });
    return (await answer.json()) as { trace_id?: string };
  }

  const get = async (url: string): Promise<unknown> => (await fetch(url)).json();

  it('holds what a user needs, and nothing else', () => {
    const folders = new Set(packed.map((path) => path.split('/')[0]!));
    expect([...folders].toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin',
      'dist',
      'package.json',
      'schemas',
    ]);
    expect(
      packed.filter((path) => /\.(map|tgz)$|\.spec\.|\.ts$/.test(path) && !path.endsWith('.d.ts')),
    ).toEqual([]);
    for (const path of [
      'dist/main.js',
      'dist/cli/main.js',
      'dist/console/page/index.html',
      'bin/cxone-dlq.mjs',
    ]) {
      expect(packed).toContain(path);
    }
    // Of the entries and what they name, and not of the whole service.
    expect(packed.filter((path) => path.endsWith('.d.ts')).length).toBeLessThan(40);
  });

  it('has one copy of Nest beside it, and no way in but its entries', async () => {
    expect(readdirSync(join(project, 'node_modules/cxone-dlq'))).not.toContain('node_modules');
    const deep = "await import('cxone-dlq/dist/start.js').catch(({ code }) => console.log(code))";
    expect(run('node', '--input-type=module', '-e', deep)).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED\n');
  });

  it('lets a processor be tested without a service', () => {
    expect(run('node', '--test', 'out/')).toMatch(/pass 3\b[\s\S]*fail 0\b/);
  });

  it('stands inside a Nest application that has routes of its own', async () => {
    const port = await freePort();
    const shop = `http://127.0.0.1:${port}/shop`;
    const child = await start(`${shop}/orders`, {}, 'out/application.js', String(port));
    expect(await deliver(`${shop}/cxone`, 'e1', 'good')).toEqual({ status: 'accepted' });
    const { trace_id } = await deliver(`${shop}/cxone`, 'e2', 'bad');
    expect(await get(`${shop}/orders`)).toEqual({ taken: 1 });
    expect(await get(`${shop}/cxone/api/v1/dlq/events/${trace_id}`)).toMatchObject({
      status: 'parked',
      error_code: 'upstream_rejected',
      error: 'no such order in e2',
    });
    child.kill('SIGTERM');
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect([code, signal]).toEqual([null, 'SIGTERM']);
  });

  it('serves from the command line, with processors of the project', async () => {
    expect(run('npx', 'cxone-dlq', '--help')).toContain('serve');
    const port = String(await freePort());
    const base = `http://127.0.0.1:${port}`;
    const env = { PORT: port, DATA_DIR: join(project, 'served'), PROCESSORS_DIR: join(project, 'out') };
    const bin = 'node_modules/.bin/cxone-dlq';
    const child = await start(`${base}/health/ready`, env, bin, 'serve');
    expect(await deliver(base, 'e1', 'good')).toEqual({ status: 'accepted' });
    await deliver(base, 'e2', 'bad');
    expect(run('npx', 'cxone-dlq', 'events', 'ls', '--url', base, '-o', 'jsonl')).toContain(
      '"no such order in e2"',
    );
    expect((await fetch(`${base}/console`)).headers.get('content-type')).toContain('text/html');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
