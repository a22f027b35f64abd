import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signedHeaders } from '../../fake-cxone/sign.mjs';
import { runScript } from '../support/run-script.js';

const SECRET = 'made-up-secret';
const BODY = '{"event_id":"evt_1"}';

describe('cxone-dlq signature verify, built', () => {
  let directory: string;
  let file: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'cxone-dlq-'));
    file = join(directory, 'body');
  });

  afterEach(() => rm(directory, { recursive: true }));

  async function explain(saved: string) {
    await writeFile(file, saved);
    const headers = signedHeaders({ profile: 'nexus', secret: SECRET, body: BODY });
    const lines = Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
    const args = ['--profile', 'nexus', '--secret-env', 'KEY', '--body', file, ...lines];
    return runScript('bin/cxone-dlq.mjs', ['signature', 'verify', ...args], { KEY: SECRET });
  }

  it('ends with 0 where the signature is right', async () => {
    expect(await explain(BODY)).toEqual({ code: 0, stdout: 'verified: nexus, by secret 1\n', stderr: '' });
  });

  it('ends with 1 where it is not, and says why', async () => {
    const { code, stdout, stderr } = await explain(`${BODY}\n`);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toContain('it is over the body without its final line break');
    expect(stdout).not.toContain(SECRET);
  });

  it('ends with 2 where it was asked wrongly', async () => {
    const { code, stdout } = await runScript('bin/cxone-dlq.mjs', [
      'signature',
      'verify',
      '--profile',
      'nexus',
    ]);
    expect(code).toBe(2);
    expect(stdout).toContain('--secret-env: expected a value');
  });
});
