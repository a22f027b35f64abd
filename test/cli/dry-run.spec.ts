import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, type CliOptions } from '../support/cli.js';
import { deliver, send } from '../support/http.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const LOOSE = JSON.stringify({ type: 'object' });
const OF_AMOUNTS = JSON.stringify({ properties: { payload: { required: ['amount'] } } });

describe('dry-run', () => {
  let service: TestApp;
  let directory: string;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    service = await startTestApp();
    ({ path: directory, remove } = await temporaryDirectory());
    await mkdir(join(directory, 'drafts'));
    await writeFile(join(directory, 'drafts/v2.1.schema.json'), LOOSE);
    await writeFile(join(directory, 'drafts/mine.json'), OF_AMOUNTS);
    for (const payload of [{ amount: 1 }, {}]) {
      await deliver(service.url, { event_id: `e${JSON.stringify(payload)}`, tenant_id: 't', payload });
    }
  });
  afterAll(async () => {
    await service.close();
    await remove();
  });

  const run = (words: string[], options: CliOptions = {}) =>
    cli(['dry-run', ...words], { directory, ...options, env: { CXONE_DLQ_URL: service.url } });

  it('asks the set in force, and says why dead letters would fail', async () => {
    const { code, stdout } = await run(['--tenant-id', 't']);
    expect(code).toBe(1);
    expect(stdout).toContain('0 of 2 dead letters tried would pass with the schemas in force; 2 would fail.');
    expect(stdout).toMatch(/2 x missing required field: interaction_id .*, such as DLQ-/);
    expect(await run(['--tenant-id', 'nobody'])).toMatchObject({
      code: 0,
      stdout: 'No dead letter matches.\n',
    });
  });

  it('asks a draft, which does not come in force; its file names it, or an option does', async () => {
    const { code, stdout } = await run(['--draft-file', 'drafts/v2.1.schema.json']);
    expect(code).toBe(0);
    expect(stdout).toContain('2 of 2 dead letters tried would pass with the draft of v2.1.schema.json');
    for (const draft of ['v2.1', 'v2.1.schema.json']) {
      const some = await run(['--draft-file', 'drafts/mine.json', '--draft', draft, '-o', 'json']);
      expect([some.code, JSON.parse(some.stdout)]).toMatchObject([3, { would_pass: 1, would_fail: 1 }]);
    }
    const piped = await run(['--draft-file', '-', '--draft', 'v2.1', '--sample', '1'], { piped: LOOSE });
    expect(piped.stdout).toContain('1 of 1 dead letter tried would pass');
    expect(piped.stdout).toContain('The sample is of 2 dead letters.');
    const inForce = await send(`${service.url}/api/v1/schemas/v2.1`);
    expect(inForce.text).toContain('interaction_id');
  });

  it('says what is wrong with a draft, and with the words of the person', async () => {
    const refused = await run(['--draft-file', '-', '--draft', 'v2.1'], { piped: '{"tpye":"object"}' });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('v2.1.schema.json at /tpye');
    for (const words of [
      ['--draft', 'v2.1'],
      ['--draft-file', '-'],
      ['--draft-file', 'nowhere.json'],
    ]) {
      const ended = await run(words);
      expect(ended).toMatchObject({ code: 2, stdout: '' });
      expect(ended.stderr).toMatch(/--draft(-file)?: expected/);
    }
  });
});
