import { raw, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { unsupportedCharset } from './body-problems.js';
import { MAX_API_BODY_BYTES } from './json-body.js';

/** Bodies as they arrived. */
const bodies = new WeakMap<Request, Uint8Array>();

/**
 * Reads the body of a request whose body is a file, in any format. To everything that looks for fields of the API in a
 * body, it is empty.
 *
 * @param isFile whether the body of a request is a file
 */
export function textBody(isFile: (request: Request) => boolean): RequestHandler[] {
  return [
    raw({ type: (request) => isFile(request as Request), limit: MAX_API_BODY_BYTES, inflate: false }),
    (request: Request, _response: Response, next: NextFunction): void => {
      if (isFile(request)) {
        bodies.set(request, Buffer.isBuffer(request.body) ? request.body : new Uint8Array());
        request.body = {};
      }
      next();
    },
  ];
}

/** The text of a body that `textBody` has read, without a byte order mark. @throws Problem 415 where it is not UTF-8 */
export function bodyText(request: Request): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bodies.get(request));
  } catch {
    throw unsupportedCharset();
  }
}
