import type { NextFunction, Request, Response } from 'express';

/** For answers that are no page: they may load nothing, and nobody may frame them. */
const API_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * What Swagger UI needs in addition: its own scripts, styles and pictures, styles that its scripts write, and requests
 * to the API. `upgrade-insecure-requests` is absent, because it breaks the page over plain HTTP on a host other than
 * loopback.
 */
const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = Object.entries({
  'Content-Security-Policy': API_POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cache-Control': 'no-store',
});

/** The same for an answer whose head is written at once, a name before each value. */
export const SECURITY_HEADERS: readonly string[] = HEADERS.flat();

/** For every answer. */
export function securityHeaders(_request: Request, response: Response, next: NextFunction): void {
  setSecurityHeaders(response);
  next();
}

/** For an answer that has begun: nothing. */
export function setSecurityHeaders(response: Response): void {
  if (response.headersSent) return;
  // Express's own `set` looks at each value once more.
  for (const [name, value] of HEADERS) response.setHeader(name, value);
}

/** For the pages of Swagger UI, in place of the stricter policy. */
export function docsPolicy(_request: Request, response: Response, next: NextFunction): void {
  response.set('Content-Security-Policy', DOCS_POLICY);
  next();
}
