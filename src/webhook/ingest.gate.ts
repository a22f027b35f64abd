import type { NextFunction, Request, Response } from 'express';
import { Problem } from '../http/problem.js';
import { RETRY_AFTER_SECONDS } from '../http/problem.filter.js';

/**
 * Lets at most `maxInFlight` requests in at once, counted from their headers to the end of their answer, so
 * that memory stays bounded. The next one is told at once to come again.
 */
export function ingestGate(maxInFlight: number) {
  let inFlight = 0;
  return (_request: Request, response: Response, next: NextFunction): void => {
    if (inFlight >= maxInFlight) {
      throw new Problem({
        status: 503,
        code: 'overloaded',
        detail: 'Too many events at once; deliver again.',
        headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) },
      });
    }
    inFlight++;
    response.once('close', () => inFlight--);
    next();
  };
}

/** Only POST goes on. */
export function postOnly(request: Request, _response: Response, next: NextFunction): void {
  if (request.method !== 'POST') {
    throw new Problem({
      status: 405,
      code: 'method_not_allowed',
      detail: 'Events are delivered by POST.',
      headers: { Allow: 'POST' },
    });
  }
  next();
}
