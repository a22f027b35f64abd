import type { Request, Response } from 'express';
import { ENCODINGS, type ContentCoding, type PageFile } from './page-file.js';

/**
 * What the console may load: its own files and the API, and nothing from elsewhere. Editors inside a shadow root use
 * constructed style sheets, which this policy allows.
 */
const CONSOLE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const A_YEAR_S = 31_536_000;

/** Sends a file of the console: compressed where the browser takes that, and without its body where it has it. */
export function sendPageFile(request: Request, response: Response, file: PageFile): void {
  const encoding = encodingFor(request, file);
  const body = file.bodies[encoding] ?? file.bodies.identity;
  response.set({
    'Content-Type': file.type,
    'Content-Security-Policy': CONSOLE_POLICY,
    'Cache-Control': file.immutable ? `public, max-age=${A_YEAR_S}, immutable` : 'no-cache',
    ETag: etagOf(file, encoding),
  });
  response.vary('Accept-Encoding');
  // Express compares If-None-Match with the ETag that is set.
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  if (encoding !== 'identity') response.set('Content-Encoding', encoding);
  response.set('Content-Length', String(body.length));
  if (request.method === 'HEAD') response.end();
  else response.end(body);
}

/** A strong ETag is of the bytes as they are sent, so each coding has its own (RFC 9110, 8.8.3.3). */
function etagOf({ digest }: PageFile, encoding: ContentCoding): string {
  return encoding === 'identity' ? `"${digest}"` : `"${digest}-${encoding}"`;
}

function encodingFor(request: Request, file: PageFile): ContentCoding {
  const made = ENCODINGS.filter((encoding) => file.bodies[encoding] !== undefined);
  const accepted = request.acceptsEncodings([...made]);
  return made.find((encoding) => encoding === accepted) ?? 'identity';
}
