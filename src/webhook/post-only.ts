import type { NextFunction, Request, Response } from 'express';
import { Problem } from '../http/problem.js';

/** Passes POST on, and answers 405 to all other methods. */
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
