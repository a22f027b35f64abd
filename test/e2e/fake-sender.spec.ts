import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { runScript } from '../support/run-script.js';
import { ScriptedServer, type Script } from '../support/scripted-server.js';

describe('the sender', () => {
  let receiver: ScriptedServer | undefined;

  afterEach(() => receiver?.stop());

  const sendTo = async (script: Script, ...args: string[]) => {
    receiver = await ScriptedServer.start(script);
    const fixed = ['--url', receiver.url, '--rate', '2000', '--retry-delay-ms', '0'];
    const { code, stdout } = await runScript('fake-cxone/send.mjs', [...fixed, ...args]);
    expect(code).toBe(0);
    const events = receiver.requests.map(({ body }) => JSON.parse(body) as MadeUpEvent);
    return { summary: JSON.parse(stdout) as unknown, events };
  };

  it('sends valid events and broken ones, told by the seed', async () => {
    const script: Script = ({ body }) =>
      body.includes('interaction_id') ? {} : { json: { status: 'accepted', trace_id: 'DLQ-1' } };
    const { summary, events } = await sendTo(script, '--count', '200', '--broken', '0.2', '--seed', '1');

    const broken = events.filter(({ payload }) => !Object.hasOwn(payload, 'interaction_id')).length;
    expect(broken).toBeGreaterThan(20);
    expect(broken).toBeLessThan(60);
    expect(summary).toEqual({
      sent: 200,
      accepted: 200,
      dead_lettered: broken,
      duplicates: 0,
      given_up: 0,
      retries: 0,
      seed: 1,
    });
    expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(200);
    expect(receiver!.requests[0]).toMatchObject({ method: 'POST', url: '/webhook/cxone-data-actions' });
  });

  it('delivers the same bytes up to three times, then gives up', async () => {
    const seen = new Map<string, number>();
    const script: Script = ({ body }) => {
      const nth = (seen.get(body) ?? 0) + 1;
      seen.set(body, nth);
      const { event_id } = JSON.parse(body) as MadeUpEvent;
      if (event_id.endsWith('1')) return { status: 500 };
      if (event_id.endsWith('2') && nth < 3) return { drop: true };
      return {};
    };
    const { summary } = await sendTo(script, '--count', '9', '--seed', '5');

    expect(summary).toMatchObject({ sent: 9, accepted: 8, dead_lettered: 0, given_up: 1, retries: 4 });
    expect([...seen.values()].sort((a, b) => b - a)).toEqual([3, 3, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('signs each delivery as it is told', async () => {
    receiver = await ScriptedServer.start(({ headers }) =>
      headers['x-nice-signature'] ? {} : { status: 401 },
    );
    const args = [
      '--url',
      receiver.url,
      '--rate',
      '2000',
      '--count',
      '3',
      '--sign',
      'nice',
      '--secret-env',
      'KEY',
    ];
    const { stdout } = await runScript('fake-cxone/send.mjs', args, { KEY: 'made-up,older' });

    expect(JSON.parse(stdout)).toMatchObject({ sent: 3, accepted: 3, retries: 0 });
    for (const { headers, body } of receiver.requests) {
      const expected = createHmac('sha256', 'made-up').update(body).digest('hex');
      expect(headers['x-nice-signature']).toBe(expected);
    }
  });

  it.each([
    [[], '--url: expected an http:// address'],
    [['--url', 'ftp://x'], '--url: expected an http:// address, got ftp://x'],
    [['--url', 'http://x', '--count', '1.5'], '--count: expected a whole number from 1, got 1.5'],
    [['--url', 'http://x', '--count', '1'], '--rate: expected a number from 0.001 to 10000'],
    [['--url', 'http://x', '--count', '1', '--rate', '1', '--broken', '2'], '--broken: expected a share'],
    [
      ['--url', 'http://x', '--count', '1', '--rate', '1', '--sign', 'x'],
      '--sign: expected one of nice-b64, ',
    ],
    [
      ['--url', 'http://x', '--count', '1', '--rate', '1', '--sign', 'nice'],
      '--secret-env: expected the name',
    ],
    [['--url', 'http://x', '--count', '1', '--rate', '1', '--shape', 'x'], '--shape: expected all, or some'],
    [['--url', 'http://x', '--count', '1', '--rate', '1', '--as', 'x'], '--as: expected one of json, bom'],
    [['--speed', '1'], "Unknown option '--speed'"],
  ])('refuses %j', async (args, told) => {
    const { code, stderr } = await runScript('fake-cxone/send.mjs', args);

    expect(code).toBe(2);
    expect(stderr).toContain(told);
    expect(stderr).toContain('usage: node fake-cxone/send.mjs');
  });
});

interface MadeUpEvent {
  event_id: string;
  payload: Record<string, unknown>;
}
