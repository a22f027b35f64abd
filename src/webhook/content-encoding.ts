import type { NextFunction, Request, Response } from 'express';
import { Problem } from '../http/problem.js';

/** Codings that change nothing. `utf-8` is no coding, but some senders put their charset there by mistake. */
const NO_CODING = new Set(['identity', 'utf-8', 'utf8', '']);

/** Refuses an encoded body, such as gzip, because it would have to be decoded before its signature is checked. */
export function plainBodiesOnly({ headers }: Request, _response: Response, next: NextFunction): void {
  const codings = headers['content-encoding']?.split(',') ?? [];
  if (!codings.every((coding) => NO_CODING.has(coding.trim().toLowerCase()))) {
    throw new Problem({
      status: 415,
      code: 'unsupported_encoding',
      detail: 'The body must come without Content-Encoding.',
      errors: [{ field: 'Content-Encoding', expected: 'identity, or none' }],
    });
  }
  // The body parser accepts `identity` alone.
  delete headers['content-encoding'];
  next();
}
