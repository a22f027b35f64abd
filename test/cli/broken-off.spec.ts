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
