import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RawServer, type RawAnswer } from '../../test/support/raw-server.js';
import type { TransientError } from '../domain/letter/failure.js';
import { TestClock } from '../package/testing/test-clock.js';
import { SystemClock, type Clock } from '../runtime/clock.js';
import { statusIn } from './exchange-watch.js';
import {
  HttpSender,
  plainAgents,
  type HttpAnswer,
  type HttpRequest,
  type SendLimits,
} from './http-sender.js';

const write = (text: string) => (socket: Socket) => void socket.write(text, 'latin1');
const writeAndEnd = (text: string) => (socket: Socket) => void socket.end(text, 'latin1');
const SOUND = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describe('a request', () => {
  let server: RawServer;
  let sender: HttpSender;

  afterEach(async () => {
    sender.close();
    await server.stop();
  });

  async function start(answer: RawAnswer): Promise<void> {
    server = await RawServer.start(answer);
    sender = new HttpSender(new SystemClock(), { what: 'it', agents: plainAgents(4) });
  }

  const requestWith = (change: Partial<HttpRequest> = {}): HttpRequest => ({
    method: 'POST',
    url: server.url,
    headers: {},
    body: '{}',
    wants: 'failures',
    ...change,
  });

  const send = (change: Partial<HttpRequest> = {}, timeoutMs = 5_000): Promise<HttpAnswer> =>
    sender.send(requestWith(change), { timeoutMs });

  /** What becomes of two requests over one connection. @param meanwhile is called when they have been begun */
  async function fates(clock: Clock, limits: SendLimits, meanwhile = () => {}): Promise<unknown> {
    const oneByOne = new HttpSender(clock, { what: 'it', agents: plainAgents(1) });
    try {
      const both = [1, 2].map(() => failure(oneByOne.send(requestWith(), limits)));
      meanwhile();
      return await Promise.all(both);
    } finally {
      oneByOne.close();
    }
  }

  async function failure(work: Promise<unknown> = send()): Promise<Partial<TransientError>> {
    return work.then(
      () => ({ message: 'it passed' }),
      (error: TransientError) => ({ code: error.code, message: error.message }),
    );
  }

  const chunked = 'Transfer-Encoding: chunked\r\n';
  const broken: [what: string, answer: (status: string) => RawAnswer][] = [
    ['two lengths', (s) => write(`HTTP/1.1 ${s}\r\nContent-Length: 2\r\n${chunked}\r\n2\r\nok\r\n0\r\n\r\n`)],
    [
      'another two lengths',
      (s) => write(`HTTP/1.1 ${s}\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok`),
    ],
    ['a body without end', (s) => write(`HTTP/1.1 ${s}\r\n${chunked}\r\n2\r\nok\r\n`)],
    ['a body cut short', (s) => writeAndEnd(`HTTP/1.1 ${s}\r\nContent-Length: 9\r\n\r\nok`)],
    ['a broken chunk', (s) => write(`HTTP/1.1 ${s}\r\n${chunked}\r\nzz\r\nok`)],
    ['no gzip', (s) => write(`HTTP/1.1 ${s}\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok`)],
    ['a head cut off', (s) => writeAndEnd(`HTTP/1.1 ${s}\r\nX-Cut`)],
    ['a header that is none', (s) => write(`HTTP/1.1 ${s}\r\nno colon\r\n\r\n`)],
    [
      'an interim answer before',
      (s) => write(`HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 ${s}\r\n(bad)\r\n\r\n`),
    ],
  ];
  const statuses = [200, 422, 500];
  it.each(broken.flatMap(([what, answer]) => statuses.map((status) => [status, what, answer] as const)))(
    'has the status %i for its outcome, be its answer broken: %s',
    async (status, _, answer) => {
      await start(answer(`${status} X`));
      expect(await send()).toMatchObject({ status });
      expect(server.requests).toBe(1);
    },
  );

  it('keeps of a broken body what came, where a failure is to be shown', async () => {
    await start(write('HTTP/1.1 500 No\r\nContent-Length: 9\r\n\r\noh'));
    expect(await send()).toMatchObject({ status: 500, beginning: 'oh', body: null });
  });

  it('says that the outcome is not known where the connection ends without an answer', async () => {
    await start((socket) => void socket.destroy());
    expect(await failure()).toEqual({
      code: 'upstream_no_answer',
      message: expect.stringMatching(/^it ended the connection without an answer .*is not known$/) as string,
    });
  });

  it('says so as well where it had waited for the only connection to be free', async () => {
    await start((socket, nth) => (nth === 1 ? socket.write(SOUND) : socket.end()));
    const both = await fates(new SystemClock(), { timeoutMs: 5_000 });
    expect(both).toMatchObject([{ message: 'it passed' }, { code: 'upstream_no_answer' }]);
    expect(server).toMatchObject({ requests: 2, connections: 1 });
  });

  it('says that the outcome is not known where the answer is no HTTP', async () => {
    await start(write('SSH-2.0-x\r\n'));
    expect(await failure()).toMatchObject({
      code: 'upstream_no_answer',
      message: expect.stringMatching(/^it answered what is not sound HTTP/) as string,
    });
  });

  it.each(['POST', 'GET'] as const)(
    'is not sent again where a kept connection breaks: %s',
    async (method) => {
      await start((socket, nth) => void (nth === 1 ? socket.write(SOUND) : socket.destroy()));
      await send();
      expect(await failure(send({ method }))).toMatchObject({ code: 'upstream_no_answer' });
      expect(server).toMatchObject({ requests: 2, connections: 1 });
    },
  );

  it('could not be sent where nobody listens', async () => {
    await start(() => {});
    await server.stop();
    expect(await failure()).toMatchObject({ code: 'upstream_unreachable' });
    await start(() => {});
  });

  describe('of a process that stood still', () => {
    let clock: TestClock;

    beforeEach(() => (clock = new TestClock(0)));

    const late = (ms: number) => ({
      code: 'upstream_timeout',
      message: `it did not answer within ${ms} ms`,
    });
    const passed = { message: 'it passed' };

    it.each<[string, SendLimits]>([
      ['its own time was', { timeoutMs: 1_000 }],
      ['the attempt was', { timeoutMs: 5_000, deadlineAt: 1_000 }],
    ])('is not sent when %s over before it was connected', async (_, limits) => {
      await start(write(SOUND));
      const expected = late(limits.timeoutMs);
      expect(await fates(clock, limits, () => clock.jump(1_000))).toEqual([expected, expected]);
      expect(server.requests).toBe(0);
    });

    it('is not sent over a connection that it got too late', async () => {
      await start((socket) => {
        clock.jump(1_000);
        socket.write(SOUND);
      });
      expect(await fates(clock, { timeoutMs: 1_000 })).toEqual([passed, late(1_000)]);
      expect(server).toMatchObject({ requests: 1 });
    });

    it('is sent when there is time left', async () => {
      await start(write(SOUND));
      const limits = { timeoutMs: 5_000, deadlineAt: 1_001 };
      expect(await fates(clock, limits, () => clock.jump(1_000))).toEqual([passed, passed]);
      expect(server.requests).toBe(2);
    });
  });

  it('uses its connection again after a body that nobody wanted', async () => {
    await start(write(SOUND));
    await send();
    await expect
      .poll(async () => (await send({ wants: 'no body' })).status && server.connections)
      .toBeLessThan(3);
  });
});

describe('the status in the beginning of an answer', () => {
  it.each([
    ['HTTP/1.1 200 OK\r\n', 200],
    ['HTTP/1.0 404\r\n', 404],
    ['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 No\r\n', 503],
    ['HTTP/1.1 100 Continue\r\n', null],
    ['HTTP/1.1 20', null],
    ['HTTP/1.1 200', null],
    ['HTTP/1.1 099 X\r\n', null],
    ['', null],
    ['<html>', null],
  ])('%j: %s', (text, status) => {
    expect(statusIn(text)).toBe(status);
  });
});
