import { createHmac } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../cli/commands/command-table.js';
import { cli, wordsOf, type CliEnded } from '../support/cli.js';
import { GateProcessor } from '../support/gate-processor.js';
import { api, deliver, send } from '../support/http.js';
import { runScript } from '../support/run-script.js';
import { startS3Server, type S3Server } from '../support/s3-server.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** They run code of the built service, so they are run as processes. `serve` is started by test/cli/process.spec.ts. */
const BUILT = ['schemas check', 'signature verify', 'cxone check', 'keys new', 'store move'];

const examples = COMMANDS.filter(({ name }) => name !== 'serve').flatMap(({ name, examples }) =>
  examples.map((example) => ({ name, example })),
);

const SECRET = 'made-up-secret';

/** Every example of a help does what it says against a service. */
describe('the examples of the help', { timeout: 60_000 }, () => {
  let service: TestApp;
  let bucket: S3Server;
  let gate: GateProcessor;
  let directory: string;
  let remove: () => Promise<void>;
  let nth = 0;

  beforeAll(async () => {
    gate = new GateProcessor();
    bucket = await startS3Server();
    service = await startTestApp({ processor: gate });
    ({ path: directory, remove } = await temporaryDirectory());
    const schema = JSON.stringify({ type: 'object', required: ['payload'] });
    const files = {
      'schemas/v2.1.schema.json': schema,
      'events.ndjson': '{"event_id":"a","schema_version":"v2.1","payload":{}}\n',
      'patch.json': '{"payload":{"amount":1.10}}',
      'trace-ids.txt': `DLQ-0000000000001-${'f'.repeat(32)}\n`,
      'body.json': '{"event_id":"a"}',
      'data/objects/groups/a.json': '{}',
    };
    await mkdir(join(directory, 'schemas'));
    await mkdir(join(directory, 'data/objects/groups'), { recursive: true });
    for (const [path, text] of Object.entries(files)) await writeFile(join(directory, path), text);
  });
  afterAll(async () => {
    await service.close();
    await bucket.stop();
    await remove();
  });

  const started = async (jobId: string) => api(service.url, `/redrives/${jobId}/start`);
  const planned = async (body: object) =>
    (await api(service.url, '/redrives', { action: 'retry', canary: [], ...body })).body.job_id as string;
  const jobState = async (jobId: string) => {
    const { body } = await api(service.url, `/redrives/${jobId}`, undefined, 'GET');
    return body.state as string;
  };

  /** What the variables of an example stand for: fresh for each, since an example may change it. */
  async function variables(name: string): Promise<Record<string, string>> {
    gate.verdict = 'permanent';
    const event = { event_id: `e${++nth}`, tenant_id: 't_1', schema_version: 'test', payload: { amount: 1 } };
    const { trace_id } = (await deliver(service.url, event)).body;
    const { items } = (await api(service.url, '/groups', undefined, 'GET')).body;
    const [{ fingerprint = '' } = {}] = items as Array<{ fingerprint?: string }>;
    if (name === 'events restore') await api(service.url, `/events/${trace_id}/discard`);
    gate.verdict = 'pass';
    const found = { trace_id, fingerprint };
    if (name.startsWith('redrive')) return { ...found, ...(await jobs(name, trace_id)) };
    if (/^schemas (rollback|rm)$/.test(name)) return { ...found, digest: await earlierSet() };
    const signature = createHmac('sha256', SECRET).update('{"event_id":"a"}').digest('hex');
    return { ...found, signature };
  }

  /** A job in the state that the example needs. */
  async function jobs(name: string, traceId: string): Promise<Record<string, string>> {
    const slow = /pause|resume|cancel/.test(name);
    const pace = slow ? { rate_per_second: 0.1 } : {};
    const job = await planned({ trace_ids: [traceId], ...pace });
    const variables = {
      job_id: job,
      done_job_id: job,
      pause_job_id: job,
      resume_job_id: job,
      cancel_job_id: job,
    };
    if (/start|plan|ls/.test(name)) return variables;
    if (slow) {
      let free = (): void => {};
      gate.hold = new Promise((resolve) => (free = resolve));
      release = () => {
        gate.hold = undefined;
        free();
      };
    }
    // The job of the example before may still run.
    await expect.poll(() => started(job)).toMatchObject({ status: 200 });
    if (/resume/.test(name)) await api(service.url, `/redrives/${job}/pause`);
    if (!slow) await expect.poll(() => jobState(job)).toBe('completed');
    return variables;
  }
  let release = (): void => {};

  /** Puts a schema, so that there is a set before. */
  async function earlierSet(): Promise<string> {
    const before = await send(`${service.url}/api/v1/schemas`);
    await send(`${service.url}/api/v1/schemas/v8`, {
      method: 'PUT',
      headers: { 'if-match': before.headers.get('etag')!, 'content-type': 'application/json' },
      body: '{"type":"object"}',
    });
    return before.body.digest as string;
  }

  function run(name: string, args: string[]): Promise<CliEnded> {
    if (!BUILT.includes(name)) {
      return cli(args, { directory, env: { CXONE_DLQ_URL: service.url } });
    }
    const local = args.map((arg) =>
      /^(schemas|events\.ndjson|body\.json|\.\/data)$/.test(arg) ? join(directory, arg) : arg,
    );
    // The first words name the command, and no file.
    const words = [...args.slice(0, 2), ...local.slice(2)].map((word) =>
      word.startsWith('s3://') ? `s3://${bucket.bucket}` : word,
    );
    const { endpoint: AWS_ENDPOINT_URL_S3 } = bucket;
    const keys = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
    return runScript('bin/cxone-dlq.mjs', words, { SECRET, AWS_ENDPOINT_URL_S3, ...keys });
  }

  it.each(examples)('$example', async ({ name, example }) => {
    const args = wordsOf(example, await variables(name));
    const ended = await run(name, args).finally(() => release());
    if (/pause|resume/.test(name)) await api(service.url, `/redrives/${args[2]}/cancel`);
    // Without the variables of CXone the check says which is missing.
    expect(ended).toMatchObject({ code: name === 'cxone check' ? 2 : 0 });
    expect(ended.stdout).not.toBe('');
  });
});
