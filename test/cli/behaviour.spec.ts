import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cli, type CliOptions } from '../support/cli.js';
import { GateProcessor } from '../support/gate-processor.js';
import { api, deliver } from '../support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('the command line against a service', () => {
  let service: TestApp;
  let gate: GateProcessor;
  let tenant = '';
  let nth = 0;

  beforeAll(async () => {
    gate = new GateProcessor();
    service = await startTestApp({ processor: gate });
  });
  afterAll(() => service.close());
  beforeEach(() => {
    tenant = `t_${++nth}`;
    gate.verdict = 'permanent';
  });

  const run = (line: string, options: CliOptions = {}) =>
    cli(line.split(' '), { ...options, env: { CXONE_DLQ_URL: service.url, ...options.env } });
  const fail = async (payload = '{"n":1}', event_id = `e${++nth}`): Promise<string> => {
    const event = `{"event_id":${JSON.stringify(event_id)},"tenant_id":"${tenant}","schema_version":"test","payload":${payload}}`;
    return (await deliver(service.url, event)).body.trace_id;
  };
  const record = async (id: string) => (await api(service.url, `/events/${id}`, undefined, 'GET')).text;

  it('asks with the count before it retries what a filter takes, and changes nothing on a no', async () => {
    await fail();
    await fail();
    // What was given up is not retried, and not counted.
    await run(`events discard ${await fail()} --yes`);
    const before = gate.runs.length;
    const refused = await run(`events retry --tenant-id ${tenant}`);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('Retry 2 dead letters? Nobody can be asked here');
    const declined = await run(`events retry --tenant-id ${tenant}`, { typed: ['n'] });
    expect(declined).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Nothing was changed.') as string,
    });
    expect(gate.runs.length).toBe(before);
    gate.verdict = 'pass';
    const agreed = await run(`events retry --tenant-id ${tenant}`, { typed: ['y'] });
    expect(agreed).toMatchObject({ code: 0, stdout: '2 dead letters passed, 0 failed again.\n' });
  });

  it('ends with 3 where a part was done, with 1 where nothing was, and tells each', async () => {
    const ids = [await fail(), `DLQ-1700000000000-${'0'.repeat(32)}`];
    const partly = await run(`events discard ${ids.join(' ')} --yes --reason test`);
    expect(partly.code).toBe(3);
    expect(partly.stdout).toMatch(/^DLQ-\S+ discarded\nDLQ-\S+ refused: not_found: .*\n$/);
    expect(await record(ids[0]!)).toContain('"reason":"test"');
    expect(await run(`events discard ${ids[1]} --yes`)).toMatchObject({ code: 1 });
  });

  it('shows text of events without what a terminal obeys', async () => {
    const id = await fail('{"a":"\\u001b[2J\\u202e"}', 'e\u001b]0;owned\u0007');
    for (const line of [`events ls --tenant-id ${tenant}`, `events show ${id}`, 'groups ls', 'triage']) {
      const { code, stdout } = await run(line, { columns: 200, env: { NO_COLOR: '1' } });
      expect(code).toBe(0);
      expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    }
  });

  it('fits a table to the terminal, with colours unless NO_COLOR says no; a pipe has whole lines', async () => {
    await fail();
    const line = `events ls --tenant-id ${tenant}`;
    const narrow = await run(line, { columns: 110, env: { NO_COLOR: '1' } });
    expect(Math.max(...narrow.stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(110);
    expect(narrow.stdout).toContain('…');
    expect((await run(line, { columns: 110 })).stdout).toContain('\u001b[1m');
    expect((await run(line)).stdout.replaceAll('\n', '')).not.toMatch(/…|\p{Cc}/u);
  });

  it('reads pages to the limit, and prints one line an item with jsonl', async () => {
    for (let count = 0; count < 3; count++) await fail();
    const { stdout, stderr } = await run(`events ls --tenant-id ${tenant} --limit 2 -o jsonl`);
    const tenants = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { tenant_id: string }).tenant_id);
    expect([tenants, stderr]).toEqual([[tenant, tenant], '']);
  });

  it('corrects in the editor what was changed alone, with every digit of the rest', async () => {
    const id = await fail('{"amount":1.10,"contact":12345678901234567890,"list":[1,2]}');
    const edit = (text: string) => text.replace('1.10', '2.50');
    const { code, stdout, stderr } = await run(`events correct ${id} --edit --reason digits`, {
      edit,
      typed: ['y'],
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Corrected; it is parked\n' });
    expect(stderr).toContain('/payload/amount\n- 1.10\n+ 2.50\nCorrect the event in 1 place? [y/N]');
    const text = await record(id);
    expect(text).toContain('"amount":2.50');
    expect(text).toContain('"contact":12345678901234567890');
    expect(text).toContain('"patch":[{"op":"replace","path":"/payload/amount","value":2.50}]');
    const unchanged = await run(`events correct ${id} --edit`, { edit: (same) => same });
    expect(unchanged).toMatchObject({ code: 0, stderr: 'Nothing was changed.\n' });
    const broken = await run(`events correct ${id} --edit`, { edit: () => '{' });
    expect(broken).toMatchObject({ code: 1 });
  });

  it('corrects from standard input; a retry that fails is partly done', async () => {
    const id = await fail();
    const piped = '{"payload":{"n":3}}';
    const failed = await run(`events correct ${id} --patch - --retry`, { piped });
    expect(failed).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/^Corrected; its retry: failed/) as string,
    });
    gate.verdict = 'pass';
    const passed = await run(`events correct ${id} --patch - --retry`, { piped: '[]' });
    expect(passed).toMatchObject({ code: 0, stdout: 'Corrected; its retry: processed\n' });
  });

  it('plans in words, names the command that starts it, and tells a count that moved', async () => {
    await fail();
    const { code, stdout } = await run(`redrive plan --tenant-id ${tenant}`);
    expect(code).toBe(0);
    expect(stdout).toContain('1 dead letter of 1 cause would be taken (retry).');
    const [, start = ''] = /cxone-dlq (redrive start \S+ --expected-count 1)\n/.exec(stdout) ?? [];
    await fail();
    const moved = await run(`${start} --yes`);
    expect(moved.code).toBe(1);
    expect(moved.stderr).toContain('count_moved: ');
    expect(moved.stderr).toContain('If 2 is right: --expected-count 2.');
  });

  it('leaves a job running when the person who watches it interrupts, and says so', async () => {
    await fail();
    await fail();
    const body = { action: 'retry', filter: { tenant_id: tenant }, canary: [], rate_per_second: 0.1 };
    const { job_id: id } = (await api(service.url, '/redrives', body)).body;
    gate.verdict = 'pass';
    await api(service.url, `/redrives/${id as string}/start`);
    const interruption = new AbortController();
    const heard = (text: string) => {
      if (text.includes('"state":"running"')) interruption.abort();
    };
    const watching = { interrupted: interruption.signal, heard };
    const ended = await run(`redrive watch ${id as string} -o jsonl`, watching);
    expect(ended.code).toBe(130);
    expect(ended.stderr).toContain(`The job goes on without you. Follow it again: cxone-dlq redrive watch`);
    const { state } = (await api(service.url, `/redrives/${id as string}`, undefined, 'GET')).body;
    expect(state).toBe('running');
    await api(service.url, `/redrives/${id as string}`, { rate_per_second: 100 }, 'PATCH');
    expect(await run(`redrive watch ${id as string}`)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('completed: 2 of 2 done') as string,
    });
  });

  it('asks for the job where its stream breaks off', async () => {
    await fail();
    const body = { action: 'retry', filter: { tenant_id: tenant }, canary: [] };
    const { job_id: id } = (await api(service.url, '/redrives', body)).body;
    gate.verdict = 'pass';
    const withoutStream: typeof fetch = (input, init) =>
      typeof input === 'string' && input.endsWith('/stream')
        ? Promise.reject(new TypeError('cut off'))
        : fetch(input, init);
    const ended = await run(`redrive start ${id as string} --watch --yes`, { fetch: withoutStream });
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('completed') as string });
  });
});
