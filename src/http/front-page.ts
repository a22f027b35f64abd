import type { NextFunction, Request, Response } from 'express';

/** Leads a browser from `/` to the console. Other clients get the 404 of any unknown address. */
export function frontPage(request: Request, response: Response, next: NextFunction): void {
  const { path, method } = request;
  if (path !== '/' || (method !== 'GET' && method !== 'HEAD')) return next();
  response.vary('Accept');
  // A client that accepts any type, such as curl, gets JSON.
  if (request.accepts(['json', 'html']) !== 'html') return next();
  response.redirect('/console');
}
