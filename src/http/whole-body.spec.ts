import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import express, { raw, type NextFunction, type Request, type Response } from 'express';
import { array, assert, asyncProperty, boolean, uint8Array } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyProblemOf } from './body-problems.js';
import { wholeBody } from './whole-body.js';

const LIMIT = 100;

describe('the whole body', () => {
  let server: Server;
  /** Requests that began, those that were closed, and those whose next step or error handler ran. */
  const seen = { begun: 0, closed: 0, goneOn: 0 };

  beforeAll(async () => {
    const app = express();
    app.use((_request, response, next) => {
      seen.begun++;
      response.once('close', () => seen.closed++);
      next();
    });
    app.use('/here', wholeBody(LIMIT));
    app.use('/parser', raw({ type: () => true, limit: LIMIT, inflate: false }));
    app.use((incoming, response) => {
      seen.goneOn++;
      const body: unknown = incoming.body;
      response.json(Buffer.isBuffer(body) ? { body: body.toString('hex') } : { body: typeof body });
    });
    app.use((thrown: unknown, _request: Request, response: Response, _next: NextFunction) => {
      seen.goneOn++;
      response.json(bodyProblemOf(thrown)?.details ?? { thrown: String(thrown) });
    });
    server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => server.close());

  const portOf = () => (server.address() as AddressInfo).port;

  /** The answer to a body that is sent piece by piece. */
  async function answerOf(path: string, pieces: Uint8Array[], headers: object): Promise<unknown> {
    const sent = request({
      host: '127.0.0.1',
      port: portOf(),
      path,
      method: 'POST',
      headers: { ...headers },
    });
    for (const piece of pieces) sent.write(piece);
    sent.end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of response) text += String(chunk);
    return JSON.parse(text);
  }

  async function both(pieces: Uint8Array[], headers: object): Promise<unknown> {
    const here = await answerOf('/here', pieces, headers);
    expect(here).toEqual(await answerOf('/parser', pieces, headers));
    return here;
  }

  const lengthOf = (pieces: Uint8Array[]) => ({ 'content-length': String(Buffer.concat(pieces).length) });

  it("is what Express's parser makes of it, whatever comes", async () => {
    await assert(
      asyncProperty(
        array(uint8Array({ maxLength: 60 }), { maxLength: 4 }),
        boolean(),
        async (pieces, known) => {
          await both(pieces, known ? lengthOf(pieces) : { 'transfer-encoding': 'chunked' });
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each<[string, number, object, unknown]>([
    ['is read up to the limit', LIMIT, {}, { body: '61'.repeat(LIMIT) }],
    ['is refused over the limit', LIMIT + 1, {}, { status: 413 }],
    [
      'is refused over the limit without a length',
      LIMIT + 1,
      { 'transfer-encoding': 'chunked' },
      { status: 413 },
    ],
    ['is refused with a coding', 5, { 'content-encoding': 'gzip' }, { status: 415 }],
    ['is empty', 0, {}, { body: '' }],
  ])('%s', async (_, length, headers, expected) => {
    const pieces = [Buffer.alloc(length, 'a')];
    const declared = 'transfer-encoding' in headers ? {} : lengthOf(pieces);
    expect(await both(pieces, { ...declared, ...headers })).toMatchObject(expected as object);
  });

  it.each([
    ['of a declared length', 'Content-Length: 50\r\n\r\nhalf'],
    ['of an unknown length', 'Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
  ])('%s goes nowhere where its sender hangs up', async (_, rest) => {
    const { begun, closed, goneOn } = seen;
    const socket = connect(portOf(), '127.0.0.1');
    socket.write(`POST /here HTTP/1.1\r\nHost: here\r\n${rest}`);
    await expect.poll(() => seen.begun).toBe(begun + 1);
    socket.destroy();
    await expect.poll(() => seen.closed).toBe(closed + 1);
    expect(seen.goneOn).toBe(goneOn);
  });
});
