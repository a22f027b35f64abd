import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestHandler } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { DirectAdapter } from './direct-adapter.js';
import { addDirectRoute } from './direct-route.js';

describe('a direct route', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  /** The answer of the route: its handler's object, or what `fail` was told. */
  async function answerOf(steps: RequestHandler[], handle: () => Promise<object>): Promise<Response> {
    const adapter = new DirectAdapter();
    adapter.initHttpServer();
    server = adapter.getHttpServer();
    const fail = (thrown: unknown, response: { end: (text: string) => void }) =>
      response.end(`failed: ${String(thrown)}`);
    const headers = ['X-One', '1', 'X-Two', '2'];
    addDirectRoute(adapter, { method: 'POST', path: '/in', steps, handle, headers, fail });
    const listening = server;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    const { port } = listening.address() as AddressInfo;
    return fetch(`http://127.0.0.1:${port}/in`, { method: 'POST' });
  }

  const textOf = async (steps: RequestHandler[], handle: () => Promise<object>) =>
    (await answerOf(steps, handle)).text();

  const passed: RequestHandler = (_request, _response, next) => next();
  const done = async () => ({ done: true });

  it('answers with the object of the handler, after all steps', async () => {
    expect(await textOf([passed, passed], done)).toBe('{"done":true}');
  });

  it('keeps a header that a step has set, before its own', async () => {
    const leaving: RequestHandler = (_request, response, next) => {
      response.set('Connection', 'close');
      next();
    };
    const { headers } = await answerOf([leaving], done);
    expect(Object.fromEntries(headers)).toMatchObject({
      connection: 'close',
      'x-one': '1',
      'x-two': '2',
      'content-type': 'application/json; charset=utf-8',
      'content-length': '13',
    });
  });

  it("makes requests and responses of Express's own for its steps", async () => {
    const seen: unknown[] = [];
    const look: RequestHandler = (request, response, next) => {
      seen.push(request.ip, request.get('content-length'), request.res === response, request.originalUrl);
      seen.push(response.req === request, response.app === request.app, response.get('X-One'));
      next();
    };
    await answerOf([look], done);
    expect(seen).toEqual(['127.0.0.1', '0', true, '/in', true, true, undefined]);
  });

  it.each<[string, RequestHandler]>([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
    ['hands on', (_request, _response, next) => next(new Error('no'))],
  ])('answers an error that a step %s', async (_, step) => {
    expect(await textOf([passed, step], done)).toBe('failed: Error: no');
  });

  it('answers an error of the handler', async () => {
    expect(await textOf([], () => Promise.reject(new Error('no')))).toBe('failed: Error: no');
  });
});
