import { createHash, timingSafeEqual } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { METRICS_PATH } from '../http/metrics.path.js';
import { bearerOf } from './authenticator.js';
import type { Caller } from './caller.js';
import { setCallerOf } from './request-caller.js';

const SCRAPER: Caller = { name: 'METRICS_TOKEN', kind: 'key', role: 'viewer', expiresAt: null };

/**
 * Recognises the scraper by METRICS_TOKEN, on the way to the metrics alone: everywhere else the token is an unknown
 * credential. It opens the metrics also where the operator API is closed.
 */
export function recogniseScraper(tokens: readonly string[]) {
  const digests = tokens.map(digestOf);
  return (request: Request, _response: Response, next: NextFunction): void => {
    const credential = forMetrics(request) ? bearerOf(request.headers.authorization ?? '') : null;
    if (credential !== null && isOneOf(digests, digestOf(credential))) setCallerOf(request, SCRAPER);
    next();
  };
}

function forMetrics({ method, path }: Pick<Request, 'method' | 'path'>): boolean {
  // As Express matches it: in any case, and with slashes at the end. A handler of GET answers HEAD as well.
  return (method === 'GET' || method === 'HEAD') && path.toLowerCase().replace(/\/+$/, '') === METRICS_PATH;
}

/** The time does not tell how much of a token is right, nor which of several it is. */
function isOneOf(digests: readonly Buffer[], digest: Buffer): boolean {
  return digests.reduce((found, known) => timingSafeEqual(known, digest) || found, false);
}

function digestOf(credential: string): Buffer {
  return createHash('sha256').update(credential, 'utf8').digest();
}
