import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { addDirectRoute } from './direct-route.js';

describe('a direct route', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  /** What the route answers: its handler's object, or what `fail` was told. */
  async function answerOf(steps: RequestHandler[], handle: () => Promise<object>): Promise<string> {
    const app = express();
    server = createServer(app);
    const fail = (thrown: unknown, response: { end: (text: string) => void }) =>
      response.end(`failed: ${String(thrown)}`);
    addDirectRoute(server, app, { method: 'POST', path: '/in', steps, handle, fail });
    const listening = server;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    const { port } = listening.address() as AddressInfo;
    return (await fetch(`http://127.0.0.1:${port}/in`, { method: 'POST' })).text();
  }

  const passed: RequestHandler = (_request, _response, next) => next();
  const done = async () => ({ done: true });

  it('answers with the object of the handler, after all steps', async () => {
    expect(await answerOf([passed, passed], done)).toBe('{"done":true}');
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
    expect(await answerOf([passed, step], done)).toBe('failed: Error: no');
  });

  it('answers an error of the handler', async () => {
    expect(await answerOf([], () => Promise.reject(new Error('no')))).toBe('failed: Error: no');
  });
});
