import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../cli/commands/command-table.js';
import { cli, wordsOf } from '../support/cli.js';
import { GateProcessor } from '../support/gate-processor.js';
import { api, deliver } from '../support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const examples = COMMANDS.flatMap(({ name, examples }) => examples.map((example) => ({ name, example })));

/** Every example of a help does what it says against a service. */
describe('the examples of the help', () => {
  let service: TestApp;
  let gate: GateProcessor;
  let nth = 0;

  beforeAll(async () => {
    gate = new GateProcessor();
    service = await startTestApp({ processor: gate });
  });
  afterAll(() => service.close());

  /** What the variables of an example stand for: fresh for each, since an example may change it. */
  async function variables(name: string): Promise<Record<string, string>> {
    gate.verdict = 'permanent';
    const event = { event_id: `e${++nth}`, tenant_id: 't_1', schema_version: 'test', payload: { amount: 1 } };
    const { trace_id } = (await deliver(service.url, event)).body;
    const { items } = (await api(service.url, '/groups', undefined, 'GET')).body;
    const [{ fingerprint = '' } = {}] = items as Array<{ fingerprint?: string }>;
    if (name === 'events restore') await api(service.url, `/events/${trace_id}/discard`);
    gate.verdict = 'pass';
    return { trace_id, fingerprint };
  }

  it.each(examples)('$example', async ({ name, example }) => {
    const args = wordsOf(example, await variables(name));
    const ended = await cli(args, { env: { CXONE_DLQ_URL: service.url } });
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stdout).not.toBe('');
  });
});
