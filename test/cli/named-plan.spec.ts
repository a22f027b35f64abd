import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTraceId } from '../../src/domain/letter/trace-id.js';
import { cli, type CliOptions } from '../support/cli.js';
import { GateProcessor } from '../support/gate-processor.js';
import { api, deliver } from '../support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const UNKNOWN = makeTraceId(1, 'f'.repeat(32));

describe('redrive plan --trace-ids', () => {
  let service: TestApp;
  let ids: string[];

  beforeAll(async () => {
    const gate = new GateProcessor();
    gate.verdict = 'permanent';
    service = await startTestApp({ processor: gate });
    ids = [];
    for (const event_id of ['a', 'b', 'c']) {
      ids.push((await deliver(service.url, { event_id, schema_version: 'test' })).body.trace_id);
    }
  });
  afterAll(() => service.close());

  const plan = (words: string[], options: CliOptions = {}) =>
    cli(['redrive', 'plan', ...words], { ...options, env: { CXONE_DLQ_URL: service.url } });

  it('takes them from standard input and as words, each once, and says which are left out', async () => {
    await api(service.url, `/events/${ids[2]}/discard`);
    const piped = `${ids[0]}\n\n${UNKNOWN}, ${ids[2]}\r\n${ids[0]}`;
    const { code, stdout } = await plan(['--trace-ids', '-', ids[1]!], { piped });
    expect(code).toBe(0);
    expect(stdout).toContain('2 dead letters of 1 cause would be taken (retry).');
    expect(stdout).toContain(`${UNKNOWN} is gone`);
    expect(stdout).toContain(`${ids[2]} is left out: its status does not take retry`);
    expect(stdout).toMatch(/redrive start JOB-\S+ --expected-count 2\n/);
  });

  it('counts those that are left out where they are many', async () => {
    const piped = Array.from({ length: 30 }, (_, nth) => makeTraceId(nth + 1, 'e'.repeat(32))).join(' ');
    const { stdout } = await plan(['--trace-ids', '-'], { piped });
    expect(stdout).toContain('and 20 more are gone');
  });

  it.each([
    ['nothing', ' \n', /--trace-ids: expected at least one trace id/],
    ['another word', `${UNKNOWN}\nevt_1`, /--trace-ids: expected trace ids .*; line 2 has another word/],
    [
      'too many',
      Array.from({ length: 10_001 }, (_, nth) => makeTraceId(nth + 1, 'e'.repeat(32))).join('\n'),
      /expected at most 10000 trace ids, and not 10001/,
    ],
  ])('plans nothing where the file holds %s', async (_what, piped, said) => {
    const ended = await plan(['--trace-ids', '-'], { piped });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(said);
  });

  it('takes a filter or trace ids, and not both', async () => {
    const ended = await plan(['--trace-ids', '-', '--tenant-id', 't'], { piped: UNKNOWN });
    expect(ended).toMatchObject({ code: 2 });
    expect(ended.stderr).toContain('expected trace ids or a filter, and not both');
    expect((await plan(['--trace-ids', 'nowhere.txt'])).stderr).toContain('--trace-ids: expected a file');
  });
});
