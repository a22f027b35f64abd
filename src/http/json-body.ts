import type { IncomingMessage } from 'node:http';
import { json, type NextFunction, type Request, type Response } from 'express';
import { unsupportedCharset } from './body-problems.js';

/** Bytes of a body of the operator API. */
export const MAX_API_BODY_BYTES = 1_048_576;

/** Bodies as text: their numbers may have more digits than a parsed body keeps. */
const bodies = new WeakMap<IncomingMessage, { bytes: Uint8Array; charset: string }>();

/** The text of a body that `jsonBody` has read; `{}` where there was none or an empty one. @throws Problem 415 */
export function jsonBodyText(request: IncomingMessage): string {
  const body = bodies.get(request);
  if (body === undefined || body.bytes.length === 0) return '{}';
  try {
    return new TextDecoder(body.charset).decode(body.bytes);
  } catch {
    // The parser accepts UTF-32, but no decoder here reads it.
    throw unsupportedCharset();
  }
}

/** Whether `jsonBody` has read a body that is not empty. */
export function hasJsonBody(request: IncomingMessage): boolean {
  return (bodies.get(request)?.bytes.length ?? 0) > 0;
}

/**
 * Reads a JSON object or list, whatever the Content-Type, since curl sends that of a form. An absent body is an empty
 * object. `KnownFieldsGuard` refuses a list where the handler does not take one.
 */
export const jsonBody = [
  json({
    type: () => true,
    limit: MAX_API_BODY_BYTES,
    inflate: false,
    verify: (request, _response, bytes, charset) => {
      bodies.set(request, { bytes, charset });
    },
  }),
  (request: Request, _response: Response, next: NextFunction): void => {
    request.body ??= {};
    next();
  },
];
