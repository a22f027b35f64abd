import type { NextFunction, Request, Response } from 'express';
import type { HttpConfig } from '../config/http-config.js';
import { isLoopbackName } from '../config/host-names.js';
import { Problem } from '../http/problem.js';
import { isOpenToMachines } from './open-paths.js';

const HOST = /^(\[[0-9a-f:.]+\]|[^:[\]/?#@\s]+?)\.?(:\d{1,5})?$/;

const UNKNOWN_HOST = new Problem({
  status: 421,
  code: 'unknown_host',
  detail:
    'The service is not known under the name in this request. Call it by a loopback name, or name the host in ' +
    'ALLOWED_HOSTS or PUBLIC_URL.',
});

/**
 * Serves only requests to a known host name. A page of another site can point its own name at a loopback address (DNS
 * rebinding); then its visitor's browser would send requests to this service.
 */
export function knownHostOnly({ publicUrl, allowedHosts }: Pick<HttpConfig, 'publicUrl' | 'allowedHosts'>) {
  const known = new Set([...allowedHosts, ...(publicUrl === null ? [] : [hostNameOf(publicUrl)])]);
  const isKnown = (host: string | undefined): boolean => {
    const [, name, port = ''] = HOST.exec(host?.toLowerCase() ?? '') ?? [];
    if (name === undefined) return false;
    return isLoopbackName(name.replace(/^\[|\]$/g, '')) || known.has(name) || known.has(name + port);
  };
  return (request: Request, _response: Response, next: NextFunction): void => {
    if (isOpenToMachines(request)) return next();
    // The host of a request target in absolute form counts before the Host header (RFC 9112, section 3.2.2).
    const target = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(request.originalUrl)?.[1];
    if (!isKnown(request.headers.host) || (target !== undefined && !isKnown(target))) throw UNKNOWN_HOST;
    next();
  };
}

function hostNameOf(url: string): string {
  return new URL(url).hostname.toLowerCase();
}
