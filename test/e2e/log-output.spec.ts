import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SERVICE_VERSION } from '../../src/runtime/service-version.js';
import { freePort } from '../support/free-port.js';
import { deliver, send } from '../support/http.js';
import { startService, type ServiceProcess } from '../support/service-process.js';
import { TEST_BUILD } from '../support/test-build.js';

const TALKATIVE = ['--import', './test/support/talkative.processor.mjs'];

type Line = Record<string, string | number | null> & { event: string };

/** @throws SyntaxError where a line is no JSON */
function linesOf(output: string): Line[] {
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

describe('all that the process writes', { timeout: 120_000 }, () => {
  let dataDir: string;
  let service: ServiceProcess | undefined;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'cxone-dlq-output-'));
  });

  afterEach(async () => {
    await service?.end('SIGKILL');
    service = undefined;
    await rm(dataDir, { recursive: true, force: true });
  });

  /** Starts what may not come so far as to listen, and waits for its end. */
  const run = async (env: Record<string, string>, args: string[] = []) => {
    const child = spawn(process.execPath, [...args, `${TEST_BUILD}/main.js`], {
      env: { PATH: process.env.PATH, PORT: '0', DATA_DIR: dataDir, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => (output += String(chunk)));
    await once(child, 'close');
    return { code: child.exitCode, output };
  };

  it('may be lost where the disk of the log is full: the service works on, and ends when it is told to', async () => {
    const full = await open('/dev/full', 'w');
    const url = `http://127.0.0.1:${await freePort()}`;
    const child = spawn(process.execPath, [`${TEST_BUILD}/main.js`], {
      env: { PATH: process.env.PATH, PORT: new URL(url).port, DATA_DIR: dataDir, LOG_LEVEL: 'debug' },
      stdio: ['ignore', full.fd, full.fd],
    });
    const ended = once(child, 'exit');
    try {
      const status = () =>
        send(`${url}/health/ready`).then(
          (answer) => answer.status,
          () => 0,
        );
      await expect.poll(status, { timeout: 60_000 }).toBe(200);
      for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) {
        expect((await deliver(url, { event_id: id, payload: {} })).status).toBe(200);
      }
      child.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
    } finally {
      child.kill('SIGKILL');
      await full.close();
    }
  });

  it('is a line of JSON, whatever a library prints', async () => {
    service = await startService({ DATA_DIR: dataDir, TALK: 'everything', TALK_AFTER_MS: '1500' }, TALKATIVE);
    await expect.poll(() => service?.output(), { timeout: 60_000 }).toContain('everything was said');
    expect(await service.end('SIGTERM')).toBe(0);
    const lines = linesOf(service.output());
    const texts = lines.flatMap(({ event, text }) => (event === 'printed' ? [String(text)] : []));
    for (const text of [
      'one line',
      "two\nlines with { an: 'object' }",
      '\u001b[31mred\u001b[0m',
      'no new line',
      'bytes',
      'from a thread',
      'loudly',
    ]) {
      expect(texts).toContain(text);
    }
    expect(texts.join('\n')).toContain('printed with its stack');
    const byEvent = (name: string) => lines.filter(({ event }) => event === name);
    expect(byEvent('process_warning')).toMatchObject([
      { level: 'warn', error_name: 'DeprecationWarning', text: 'use something else' },
      { error_name: 'NodeVersionSupportWarning' },
    ]);
    expect(byEvent('unhandled_rejection')).toMatchObject([
      { error: 'nobody waits for this', error_name: 'TypeError', stack: expect.stringContaining('at ') },
      { error: 'not an error', error_name: 'string' },
    ]);
    for (const line of lines) {
      expect(line).toMatchObject({
        service: 'cxone-dlq',
        version: SERVICE_VERSION,
        worker: expect.stringMatching(/-[0-9a-f]{8}$/),
        message: expect.stringMatching(/\.$/),
      });
    }
  });

  it('ends with the error that nobody caught, and exit code 1', async () => {
    const { code, output } = await run(
      { TALK: 'throw', TALK_AFTER_MS: '1500', HOST: '127.0.0.1' },
      TALKATIVE,
    );
    expect(code).toBe(1);
    expect(linesOf(output).at(-1)).toMatchObject({
      level: 'error',
      event: 'uncaught_exception',
      error: 'nobody\ncatches this',
      error_name: 'RangeError',
      stack: expect.stringMatching(/^ +at /),
    });
  });

  it('says no value of an event that is masked', async () => {
    const env = { REDACT_PATHS: 'payload.name', TALK: 'throw', TALK_AFTER_MS: '1500' };
    const { output } = await run(env, TALKATIVE);
    expect(linesOf(output).at(-1)).toMatchObject({ event: 'uncaught_exception', error: '[masked]' });
    expect(output).not.toContain('catches this');
  });

  it('says why it does not start', async () => {
    const bad = await run({ PORT: 'http' });
    expect(bad).toMatchObject({ code: 1 });
    expect(linesOf(bad.output)).toMatchObject([{ event: 'config_invalid', problems: [expect.any(String)] }]);
    const nowhere = await run({ HOST: '203.0.113.1' });
    expect(nowhere).toMatchObject({ code: 1 });
    expect(linesOf(nowhere.output).at(-1)).toMatchObject({
      event: 'start_failed',
      error: expect.stringContaining('HOST: ') as string,
    });
  });

  it('is JSON from the first process of several, too, and what V8 writes when the memory of a worker is full', async () => {
    const bucket = { DLQ_BUCKET: 'none', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9', AWS_ACCESS_KEY_ID: 'a' };
    const env = { ...bucket, AWS_SECRET_ACCESS_KEY: 'b', WORKERS: '2', TALK: 'exhaust' };
    const { code, output } = await run(env, [
      '--max-old-space-size=48',
      '--import',
      './test/support/in-a-worker.mjs',
    ]);
    expect(code).toBe(1);
    const lines = linesOf(output);
    expect(lines[0]).toMatchObject({ event: 'workers_starting', worker: '0' });
    const last = lines.filter(({ event }) => event === 'printed').map(({ text }) => text);
    expect(last.join('\n')).toContain('heap out of memory');
    expect(lines.find(({ event }) => event === 'printed')).toMatchObject({
      printed_by: expect.any(Number) as number,
    });
  });

  it('is for people where LOG_FORMAT=pretty says so', async () => {
    const { output } = await run({ LOG_FORMAT: 'pretty', HOST: '203.0.113.1' });
    expect(output).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} ERROR start_failed The service did not start\. error="HOST: /m,
    );
  });
});
