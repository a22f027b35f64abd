import { json, type NextFunction, type Request, type Response } from 'express';
import { Problem } from './problem.js';

/** Bodies of the operator API. */
export const MAX_API_BODY_BYTES = 1_048_576;

/** Reads a JSON object, whatever Content-Type a hurried curl sends; nothing at all is an empty one. */
export const jsonBody = [
  json({ type: () => true, limit: MAX_API_BODY_BYTES, inflate: false }),
  (request: Request, _response: Response, next: NextFunction): void => {
    request.body ??= {};
    if (Array.isArray(request.body)) {
      throw Problem.badRequest('invalid_request', 'The body is not an object.', [
        { field: 'body', expected: 'a JSON object' },
      ]);
    }
    next();
  },
];
