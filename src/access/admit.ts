import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Admission } from './admission.js';
import type { OpenRoutes } from './open-routes.js';
import { callerOf, setCallerOf } from './request-caller.js';
import { SESSION_COOKIE } from './session/cookies.js';

/**
 * Finds out who calls, before the body is read: a stranger's body costs nothing. Whatever is not known to be open is
 * closed, addresses that lead nowhere included. What the caller may do is for the guard to say, which knows the handler.
 */
export function admit(admission: Admission, open: OpenRoutes) {
  return async (request: Request, _response: Response, next: NextFunction): Promise<void> => {
    if (!open.has(request)) setCallerOf(request, await admission.callerOf(request));
    next();
  };
}

/** Finds out who calls where nobody needs to say so. */
export function recognise(admission: Admission) {
  return async (request: Request, _response: Response, next: NextFunction): Promise<void> => {
    const caller = await admission.knownCallerOf(request);
    if (caller !== null) setCallerOf(request, caller);
    next();
  };
}

/** Applies a check only to requests whose caller is not known yet. */
export function forStrangers(check: RequestHandler): RequestHandler {
  return (request, response, next) =>
    callerOf(request) === undefined ? check(request, response, next) : next();
}

/** Applies a check only to requests that come with a session: a browser sends its cookie whoever wrote the page. */
export function forSessions(check: RequestHandler): RequestHandler {
  return (request, response, next) => {
    const { authorization, cookie } = request.headers;
    const withSession = authorization === undefined && cookie?.includes(`${SESSION_COOKIE}=`) === true;
    if (!withSession) return next();
    return check(request, response, next);
  };
}
