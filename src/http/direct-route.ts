import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Express, NextFunction, Request, RequestHandler, Response } from 'express';
import type { DirectAdapter } from './direct-adapter.js';

/** One address whose requests do not pass the general middleware. */
export interface DirectRoute {
  method: string;
  /** Exactly as it is sent; a query may follow. */
  path: string;
  /** What each request passes, in this order. */
  steps: readonly RequestHandler[];
  /** What is answered with 200, as JSON, after the last step. */
  handle: (request: Request) => Promise<object>;
  /** Headers of that answer, a name before each value. `fail` sets those of all other answers. */
  headers: readonly string[];
  /** Answers what a step or the handler has thrown. */
  fail: (thrown: unknown, response: Response) => void;
}

/**
 * Serves one address without Express's router, which tries a dozen layers for each request, and without Nest's call of
 * the handler: both cost more than an event does. Requests and responses are those of Express. All other requests, and
 * other spellings of the address, go to Express as before.
 */
export function addDirectRoute(adapter: DirectAdapter, route: DirectRoute): void {
  const server = adapter.getHttpServer();
  const express = adapter.getInstance<Express>();
  const { method, path } = route;
  const withType = {
    ...route,
    headers: [...route.headers, 'Content-Type', 'application/json; charset=utf-8'],
  };
  const withQuery = `${path}?`;
  server.removeListener('request', express);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { url = '' } = request;
    if (request.method === method && (url === path || url.startsWith(withQuery)))
      serve(withType, request as Request, response as Response);
    else express(request, response);
  });
}

function serve({ steps, handle, headers, fail }: DirectRoute, request: Request, response: Response): void {
  // As Express does before its first middleware (`app.handle`).
  request.res = response;
  request.originalUrl = request.url;
  let step = 0;
  const next: NextFunction = (thrown?: unknown) => {
    if (thrown !== undefined) return fail(thrown, response);
    const work = steps[step++];
    if (work === undefined) return void answer(handle(request), headers, response, fail);
    try {
      const result: unknown = work(request, response, next);
      if (result instanceof Promise) result.catch((error: unknown) => fail(error, response));
    } catch (error) {
      fail(error, response);
    }
  };
  next();
}

/** As Nest answers with an object, but the head is written at once: to set header by header costs more. */
async function answer(
  work: Promise<object>,
  headers: readonly string[],
  response: Response,
  fail: DirectRoute['fail'],
): Promise<void> {
  try {
    const body = JSON.stringify(await work);
    if (response.headersSent) return;
    response.writeHead(200, [...headers, 'Content-Length', String(Buffer.byteLength(body))]);
    response.end(body);
  } catch (error) {
    fail(error, response);
  }
}
