import type { NextFunction, Request, Response } from 'express';
import type { HttpConfig } from '../config/http-config.js';
import { Problem } from '../http/problem.js';
import { isOpenToMachines } from './open-paths.js';

/**
 * While no access is configured and the service listens beyond loopback, only the webhook and the health checks answer.
 */
export function apiGate(http: HttpConfig) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    // In an application, the server listens after this was set up.
    if (http.loopback || http.allowUnauthenticatedApi || isOpenToMachines(request)) return next();
    throw new Problem({
      status: 403,
      code: 'access_not_configured',
      detail:
        'The operator API is closed: HOST is not loopback, and no access is configured. Set ACCESS_KEYS_FILE or ' +
        'OIDC_ISSUER (docs/access.md), bind to 127.0.0.1, or set ALLOW_UNAUTHENTICATED_API=true where the network ' +
        'lets only operators through.',
    });
  };
}
