import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../support/cli.js';
import { deliver } from '../support/http.js';
import { runScript } from '../support/run-script.js';
import { TEST_BUILD } from '../support/test-build.js';

const run = promisify(execFile);
const PROGRAM = 'bin/cxone-dlq.mjs';

/** The program as it is run: the built service is started by `serve`, and the commands are processes. */
describe('cxone-dlq as a process', () => {
  let directory: string;
  let url: string;
  let end: () => Promise<unknown>;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'cxone-dlq-'));
    const env = { PATH: process.env.PATH, CXONE_DLQ_BUILD: TEST_BUILD, PORT: '0', DATA_DIR: directory };
    const service = spawn(process.execPath, [PROGRAM, 'serve'], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    url = await new Promise<string>((found, failed) => {
      let output = '';
      service.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const [, started] = /"api":"([^"]+)\/api\/v1\/dlq"/.exec(output) ?? [];
        if (started !== undefined) found(started);
      });
      service.once('exit', (code) => failed(new Error(`serve ended with ${code}:\n${output}`)));
    });
    end = async () => {
      const ended = once(service, 'exit');
      service.kill('SIGTERM');
      return (await ended)[0];
    };
    for (let nth = 0; nth < 60; nth++) await deliver(url, { event_id: `e${nth}`, payload: { amount: 1 } });
  });

  afterAll(async () => {
    const code = await end();
    await rm(directory, { recursive: true });
    if (code !== 0) throw new Error(`serve ended with ${String(code)}`);
  });

  it('ends quietly where its reader has seen enough', async () => {
    const env = { PATH: process.env.PATH, CXONE_DLQ_BUILD: TEST_BUILD, CXONE_DLQ_URL: url };
    const line = `${process.execPath} ${PROGRAM} export; echo "code $?" >&2`;
    const { stdout, stderr } = await run('sh', ['-c', `(${line}) | head -c 20`], { env });
    expect(stdout).toHaveLength(20);
    expect(stderr).toMatch(/^(60 dead letters exported\.\n)?code 0\n$/);
  });

  it('ends with 0 at Ctrl-C in tail, after what it has shown', async () => {
    const args = [PROGRAM, 'tail', '--from', '2020-01-01T00:00:00Z', '--url', url];
    const env = { PATH: process.env.PATH, CXONE_DLQ_BUILD: TEST_BUILD };
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    expect((await ended)[0]).toBe(0);
  });

  it('says what to run where nothing is built', async () => {
    const ended = await runScript(PROGRAM, ['triage'], { CXONE_DLQ_BUILD: 'dist-of-nobody' });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain('npm ci && npm run build');
  });

  it('completes commands, options, values and files in bash', async () => {
    const { stdout: script } = await cli(['completion', 'bash']);
    await writeFile(join(directory, 'completion.bash'), script);
    await symlink(resolve('package.json'), join(directory, 'patch.json'));
    const complete = async (...words: string[]) => {
      const line = [
        '. ./completion.bash',
        'complete -p cxone-dlq >/dev/null',
        `COMP_WORDS=(cxone-dlq ${words.map((word) => `'${word}'`).join(' ')})`,
        `COMP_CWORD=${words.length}`,
        '_cxone_dlq',
        `printf '%s\\n' "\${COMPREPLY[@]}"`,
      ].join('\n');
      const options = { cwd: directory, env: { PATH: process.env.PATH } };
      return (await run('bash', ['--norc', '-c', line], options)).stdout.trim().split('\n');
    };
    expect(await complete('tr')).toEqual(['triage']);
    expect(await complete('events', 're')).toEqual(['retry', 'restore', 'reveal']);
    expect(await complete('events', 'ls', '--te')).toEqual(['--tenant-id', '--text']);
    expect(await complete('events', 'ls', '-o', 'j')).toEqual(['json', 'jsonl']);
    expect(await complete('triage', '--out')).toEqual(['--output']);
    expect(await complete('triage', '--output', '')).toEqual(['table', 'json', 'jsonl']);
    expect(await complete('events', 'correct', 'DLQ-1', '--patch', 'pat')).toEqual(['patch.json']);
  });

  it.skipIf(!existsSync('/bin/zsh'))('completes in zsh, at the first question already', async () => {
    const { stdout: script } = await cli(['completion', 'zsh']);
    await writeFile(join(directory, '_cxone-dlq'), script);
    const complete = async (...words: string[]) => {
      const line = [
        'fpath=(. $fpath); autoload -Uz _cxone-dlq',
        'compadd() { shift; print -l -- "$@" }; _files() { print files }; compdef() { }',
        `words=(cxone-dlq ${words.map((word) => `'${word}'`).join(' ')}); CURRENT=${words.length + 1}`,
        '_cxone-dlq',
      ].join('\n');
      const options = { cwd: directory, env: { PATH: process.env.PATH } };
      return (await run('/bin/zsh', ['-f', '-c', line], options)).stdout.trim().split('\n');
    };
    expect(await complete('')).toContain('triage');
    expect(await complete('store', '')).toEqual(['move']);
    expect(await complete('events', 'ls', '-o', '')).toEqual(['table', 'json', 'jsonl']);
    expect(await complete('store', 'move', '--from', '')).toEqual(['files']);
  });
});
