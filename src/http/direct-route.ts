import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Express, NextFunction, Request, RequestHandler, Response } from 'express';

/** One address whose requests do not pass the general middleware. */
export interface DirectRoute {
  method: string;
  /** Exactly as it is sent; a query may follow. */
  path: string;
  /** What each request passes, in this order. */
  steps: readonly RequestHandler[];
  /** What is answered with 200, as JSON, after the last step. */
  handle: (request: Request) => Promise<object>;
  /** Answers what a step or the handler has thrown. */
  fail: (thrown: unknown, response: Response) => void;
}

/**
 * Serves one address without Express's router, which tries a dozen layers for each request, and without Nest's call of
 * the handler: both cost more than an event does. Requests and responses are those of Express. All other requests, and
 * other spellings of the address, go to Express as before.
 *
 * @param server of the app; where something else than Express answers its requests, nothing is added
 */
export function addDirectRoute(server: Server, express: Express, route: DirectRoute): void {
  const { method, path } = route;
  const withQuery = `${path}?`;
  if (!server.listeners('request').includes(express)) return;
  server.removeListener('request', express);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { url = '' } = request;
    if (request.method === method && (url === path || url.startsWith(withQuery)))
      serve(route, asOfExpress(express, request, response), response as Response);
    else express(request, response);
  });
}

/** What Express does with each request before its first middleware (`app.handle`). */
function asOfExpress(express: Express, request: IncomingMessage, response: ServerResponse): Request {
  Object.setPrototypeOf(request, express.request);
  Object.setPrototypeOf(response, express.response);
  return Object.assign(request as Request, { res: response as Response, originalUrl: request.url });
}

function serve({ steps, handle, fail }: DirectRoute, request: Request, response: Response): void {
  let step = 0;
  const next: NextFunction = (thrown?: unknown) => {
    if (thrown !== undefined) return fail(thrown, response);
    const work = steps[step++];
    if (work === undefined) return void answer(handle(request), response, fail);
    try {
      const result: unknown = work(request, response, next);
      if (result instanceof Promise) result.catch((error: unknown) => fail(error, response));
    } catch (error) {
      fail(error, response);
    }
  };
  next();
}

/** As Nest answers with an object. */
async function answer(work: Promise<object>, response: Response, fail: DirectRoute['fail']): Promise<void> {
  try {
    const body = JSON.stringify(await work);
    if (response.headersSent) return;
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.setHeader('Content-Length', Buffer.byteLength(body));
    response.end(body);
  } catch (error) {
    fail(error, response);
  }
}
