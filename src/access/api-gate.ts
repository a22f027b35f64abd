import type { NextFunction, Request, Response } from 'express';
import type { HttpConfig } from '../config/config.js';
import { Problem } from '../http/problem.js';
import { WEBHOOK_PATH } from '../webhook/webhook.path.js';

/**
 * Where others can reach the service and nobody has said who may call the operator API, only the webhook and
 * the health checks answer.
 */
export function apiGate({ loopback, allowUnauthenticatedApi }: HttpConfig) {
  const open = loopback || allowUnauthenticatedApi;
  return (request: Request, _response: Response, next: NextFunction): void => {
    // As Express reads it: whatever reaches the webhook on loopback must reach it here.
    const path = request.path.toLowerCase().replace(/\/+$/, '');
    if (open || path === WEBHOOK_PATH || path.startsWith('/health/')) return next();
    throw new Problem({
      status: 403,
      code: 'access_not_configured',
      detail:
        'The operator API is closed: HOST is not loopback. Bind to 127.0.0.1, or set ' +
        'ALLOW_UNAUTHENTICATED_API=true where the network lets only operators through.',
    });
  };
}

/**
 * Refuses what a page of another site makes a browser send. Browsers say so themselves
 * (https://www.w3.org/TR/fetch-metadata/); other clients send no such header.
 */
export function sameSiteOnly(request: Request, _response: Response, next: NextFunction): void {
  const site = request.headers['sec-fetch-site'];
  if (request.method !== 'GET' && (site === 'cross-site' || site === 'same-site')) {
    throw new Problem({ status: 403, code: 'cross_site', detail: 'Requests of other sites are refused.' });
  }
  next();
}
