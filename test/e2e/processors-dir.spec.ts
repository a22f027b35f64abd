import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startService } from '../support/service-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { TEST_BUILD } from '../support/test-build.js';

/** As a compiler writes it. Nothing is installed beside it. */
const PROCESSOR = `
import { appendFile } from 'node:fs/promises';
import { PermanentError, Processor, TransientError, memberOf } from 'cxone-dlq/processor';

export class CaseProcessor {
  async onModuleInit() { await this.note('open'); }
  async process(event, { idempotencyKey, retryCount }) {
    const mood = memberOf(event.payload, 'mood');
    if (mood === '"never"') throw new PermanentError('upstream_rejected', 'the CRM does not want it');
    if (mood === '"later"') throw new TransientError('upstream_rate_limited', 'not now', { retryAfterMs: 90000 });
    await this.note(\`\${event.eventId} \${retryCount} \${idempotencyKey.length > 0}\`);
  }
  async onApplicationShutdown() { await this.note('closed'); }
  note(line) { return appendFile(process.env.NOTES, line + '\\n'); }
}
Processor({ versions: ['case-1'] })(CaseProcessor);
`;

describe('the service with PROCESSORS_DIR', () => {
  let directory: { path: string; remove: () => Promise<void> };
  beforeEach(async () => {
    directory = await temporaryDirectory();
  });
  afterEach(() => directory.remove());

  const put = (name: string, text: string) => writeFile(join(directory.path, name), text);
  const env = () => ({
    DATA_DIR: join(directory.path, 'data'),
    PROCESSORS_DIR: directory.path,
    NOTES: join(directory.path, 'notes'),
  });

  it('hands events to a class that lies outside of the service', async () => {
    await put('case.processor.mjs', PROCESSOR);
    const service = await startService(env());
    const deliver = async (event_id: string, mood: string) => {
      const body = JSON.stringify({ event_id, schema_version: 'case-1', payload: { mood } });
      const answer = await fetch(`${service.url}/webhook/cxone-data-actions`, { method: 'POST', body });
      return (await answer.json()) as { status: string; trace_id?: string };
    };
    expect(await deliver('e1', 'good')).toEqual({ status: 'accepted' });
    await deliver('e2', 'never');
    await deliver('e3', 'later');
    const { items } = (await (await fetch(`${service.url}/api/v1/dlq/events`)).json()) as { items: object[] };
    expect(items).toHaveLength(2);
    expect(items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          event_id: 'e2',
          status: 'parked',
          error_code: 'upstream_rejected',
          error: 'the CRM does not want it',
        }),
        expect.objectContaining({ event_id: 'e3', status: 'pending', error_code: 'upstream_rate_limited' }),
      ]),
    );
    expect(service.output()).toContain('"processors":["CaseProcessor: case-1"]');
    expect(await service.end('SIGTERM')).toBe(0);
    expect(await readFile(env().NOTES, 'utf8')).toBe('open\ne1 0 true\nclosed\n');
  });

  it('does not start where a file is broken, and tells of every broken file', async () => {
    await put('a.processor.mjs', 'export class Broken { process( { }');
    await put('b.processor.mjs', "import { Processr } from 'cxone-dlq/processor';");
    await put('c.processor.mjs', 'import "a-package-that-nobody-installed";');
    await put('d.processor.mjs', PROCESSOR.replace("['case-1']", "'case-1'"));
    await put('e.processor.mjs', PROCESSOR);
    const { status, stdout } = spawnSync(process.execPath, [`${TEST_BUILD}/main.js`], {
      env: { PATH: process.env.PATH, PORT: '0', ...env() },
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    const { event, error } = JSON.parse(stdout.trim().split('\n').at(-1)!) as {
      event: string;
      error: string;
    };
    expect(event).toBe('start_failed');
    const [head, ...lines] = error.split('\n  - ');
    expect(head).toBe('PROCESSORS_DIR cannot be used:');
    expect(lines).toEqual([
      expect.stringMatching(/^a\.processor\.mjs: expected an ES module: .+$/),
      expect.stringMatching(
        /^b\.processor\.mjs: expected an ES module: .+'Processr'.* at b\.processor\.mjs:1$/,
      ),
      expect.stringContaining("c.processor.mjs: it cannot be loaded: Cannot find package 'a-package-that"),
      'd.processor.mjs: it cannot be loaded: Processor: versions: expected a list of schema versions, such as ["v2.1"]',
    ]);
  });
});
