import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { send } from '../support/http.js';
import { runScript } from '../support/run-script.js';
import { TOKEN_PATH } from '../support/scripted-server.js';

describe('the process of the fake CXone', () => {
  it('says where it listens, and ends with 0 on SIGTERM though a request hangs', async () => {
    const env = { PATH: process.env.PATH, FAKE_CXONE_PORT: '0' };
    const child = spawn(process.execPath, ['fake-cxone/main.mjs'], { env });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const url = /^fake CXone on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(line.toString())?.[1];
    const set = { method: 'POST', body: '{"mode":"hang"}' };
    expect((await send(`${url}/_control`, set)).status).toBe(200);
    const hanging = fetch(url + TOKEN_PATH, { method: 'POST' }).catch(() => 'cut');
    await expect.poll(async () => (await send(`${url}/_control`)).body.token_requests).toBe(1);

    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await hanging).toBe('cut');
  });

  it('refuses a port that is none', async () => {
    const { code, stderr } = await runScript('fake-cxone/main.mjs', [], { FAKE_CXONE_PORT: 'x' });
    expect(code).toBe(1);
    expect(stderr).toContain('FAKE_CXONE_PORT: expected a port from 0 to 65535');
  });
});
