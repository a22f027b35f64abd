import { expect, it } from 'vitest';
import { cli } from '../support/cli.js';

/** A service whose answers are these, one after the other; `null`: no answer. */
function answering(...answers: Array<Response | null>): typeof fetch {
  return async () => {
    const answer = answers.shift() ?? null;
    if (answer === null) throw new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
    return answer;
  };
}

/** A body that breaks off behind its first piece. */
function brokenBody(piece: string): Response {
  const pieces = [new TextEncoder().encode(piece)];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = pieces.shift();
      if (next === undefined)
        controller.error(new TypeError('terminated', { cause: { code: 'ECONNRESET' } }));
      else controller.enqueue(next);
    },
  });
  return new Response(body);
}

const page = (items: object[]) => Response.json({ items, matched: items.length, next_token: '' });

it('events retry tells what it has done before the service went away, and ends with 3', async () => {
  const done = Response.json({ processed: ['DLQ-1', 'DLQ-2'], failed: ['DLQ-3'], next_token: 'next' });
  const matching = Response.json({ items: [], matched: 250, next_token: '' });
  const ended = await cli(['events', 'retry', '--all', '--yes'], { fetch: answering(matching, done) });
  expect(ended).toMatchObject({ code: 3, stdout: '2 dead letters passed, 1 failed again.\n' });
  expect(ended.stderr).toContain('The rest was not retried: ');
  expect(ended.stderr).toContain('ECONNREFUSED');
});

it('tail goes on after an outage, also where nothing has come in before', async () => {
  const interruption = new AbortController();
  const heard = (text: string) => {
    if (text.includes('answers again')) interruption.abort();
  };
  const fetch = answering(page([]), null, null, page([]));
  const ended = await cli(['tail'], { fetch, heard, interrupted: interruption.signal });
  expect(ended).toMatchObject({ code: 0, stdout: '' });
  expect(ended.stderr.match(/it is tried again/g)).toHaveLength(1);
  expect(await cli(['tail'], { fetch: answering() })).toMatchObject({ code: 1 });
});

it('an export says why it broke off, and a report as well', async () => {
  const exported = await cli(['export'], { fetch: answering(brokenBody('{"trace_id":"DLQ-1"}\n')) });
  expect(exported).toMatchObject({ code: 3, stdout: '{"trace_id":"DLQ-1"}\n' });
  expect(exported.stderr).toContain('broke off (ECONNRESET)');
  const report = ['redrive', 'report', 'JOB-1', '-o', 'jsonl'];
  const reported = await cli(report, { fetch: answering(brokenBody('{}\n')) });
  expect(reported).toMatchObject({ code: 1, stderr: 'the report broke off (ECONNRESET)\n' });
});

it('events correct changes nothing where the editor fails', async () => {
  const edit = (): string => {
    throw new Error('the editor (vi) ended with 1');
  };
  const fetch = answering(Response.json({ original_event: { event_id: 'e' } }));
  const ended = await cli(['events', 'correct', 'DLQ-1', '--edit'], { fetch, edit });
  expect(ended).toEqual({
    code: 1,
    stdout: '',
    stderr: 'the editor (vi) ended with 1\nNothing was changed.\n',
  });
});

const job = (state: string, done: number) => ({
  job_id: 'JOB-1',
  action: 'retry',
  state,
  done,
  total: 2,
  succeeded: done,
  failed: 0,
  skipped: 0,
  eta_s: null,
  stop_reason: null,
  outcomes: {},
  by: 'a',
  reason: null,
});
const unavailable = () => Response.json({ code: 'unavailable', detail: 'it starts' }, { status: 503 });

it('redrive watch asks again where the service is away for a while, and says so once', async () => {
  const [running, completed] = [Response.json(job('running', 1)), Response.json(job('completed', 2))];
  // The stream of the job is refused as well.
  const fetch = answering(running, null, null, unavailable(), null, completed);
  const ended = await cli(['redrive', 'watch', 'JOB-1'], { fetch });
  expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('completed: 2 of 2 done') });
  expect(ended.stderr.match(/the service is asked again/g)).toHaveLength(1);
  expect(ended.stderr).toContain('The service answers again.');
});

it('redrive watch gives up after five minutes without an answer, and at once where it is refused', async () => {
  const running = () => Response.json(job('running', 1));
  let slept = 0;
  const sleeps = (ms: number) => (slept += ms);
  const away = await cli(['redrive', 'watch', 'JOB-1'], { fetch: answering(running()), slept: sleeps });
  expect(away).toMatchObject({ code: 1, stderr: expect.stringContaining('ECONNREFUSED') });
  expect(slept).toBeGreaterThan(300_000);
  expect(slept).toBeLessThan(400_000);
  const forbidden = Response.json(
    { code: 'forbidden', detail: 'no', required_role: 'viewer' },
    { status: 403 },
  );
  const refused = await cli(['redrive', 'watch', 'JOB-1'], { fetch: answering(running(), null, forbidden) });
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Use a key with the role viewer.'),
  });
});

it.each([
  ['nothing matches', [], 0, 'No dead letter matches.'],
  ['all passed', [{ processed: ['a', 'b'], failed: [] }], 0, ''],
  ['somebody else has done them', [{ processed: [], failed: [] }, 0], 0, ''],
  [
    'another attempt has them',
    [{ processed: [], failed: [] }, 2],
    1,
    '2 not tried: another attempt has them',
  ],
  ['another attempt has one', [{ processed: ['a'], failed: [] }, 1], 3, '1 not tried'],
  ['one failed again', [{ processed: ['a'], failed: ['b'] }], 3, ''],
] as const)('events retry where %s ends with its own code', async (_, [pages, left], code, said) => {
  const matching = (matched: number) => Response.json({ items: [], matched, next_token: '' });
  const answers = [
    matching(pages === undefined ? 0 : 2),
    ...(pages === undefined ? [] : [Response.json({ ...pages, next_token: '' })]),
    ...(left === undefined ? [] : [matching(left)]),
  ];
  const ended = await cli(['events', 'retry', '--all', '--yes'], { fetch: answering(...answers) });
  expect(ended.code).toBe(code);
  expect(ended.stderr).toContain(said);
});

it.each([
  ['ECONNREFUSED', 'Is the service running there?'],
  ['ENOTFOUND', 'Is the service running there?'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'NODE_EXTRA_CA_CERTS'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'Is it http or https'],
  ['UND_ERR_CONNECT_TIMEOUT', 'a firewall or a proxy'],
])('no answer (%s) is told with what to do', async (code, advice) => {
  const fetch: typeof globalThis.fetch = () =>
    Promise.reject(new TypeError('fetch failed', { cause: { code } }));
  const ended = await cli(['events', 'ls'], { fetch });
  expect(ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(advice) });
  expect(ended.stderr).toContain(code);
});

it('a call that is not answered in time is given up', async () => {
  const fetch: typeof globalThis.fetch = (_, init) => {
    expect(init?.signal).toBeInstanceOf(AbortSignal);
    return Promise.reject(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  };
  const ended = await cli(['events', 'ls'], { fetch });
  expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('it did not answer in time') });
});
