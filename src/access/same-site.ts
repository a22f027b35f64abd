import type { NextFunction, Request, Response } from 'express';
import type { HttpConfig } from '../config/http-config.js';
import { Problem } from '../http/problem.js';
import { isOpenToMachines } from './open-paths.js';

const CROSS_SITE = new Problem({
  status: 403,
  code: 'cross_site',
  detail: 'The request comes from a page of another site; such pages may change nothing.',
});

/** Requests by these methods change nothing. */
const SAFE = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses requests for a change that a page of another site makes a browser send. Every browser names the page's origin
 * in such a request, and newer ones its relation as well (https://www.w3.org/TR/fetch-metadata/). Other clients send
 * neither.
 */
export function sameSiteOnly({ publicUrl }: Pick<HttpConfig, 'publicUrl'>) {
  const publicOrigin = publicUrl === null ? null : new URL(publicUrl).origin;
  return (request: Request, _response: Response, next: NextFunction): void => {
    if (SAFE.includes(request.method) || isOpenToMachines(request)) return next();
    const { origin, host, 'sec-fetch-site': site } = request.headers;
    const ofPublicUrl = publicOrigin !== null && originOf(origin) === publicOrigin;
    if (ofPublicUrl) return next();
    const ownOrigin = originOf(`${request.protocol}://${host}`);
    const otherOrigin = origin !== undefined && (ownOrigin === null || originOf(origin) !== ownOrigin);
    const otherSite = site !== undefined && site !== 'same-origin' && site !== 'none';
    if (otherOrigin || otherSite) throw CROSS_SITE;
    next();
  };
}

/** Scheme, host and port in one spelling; `null` where the text is no origin, as in the header `Origin: null`. */
function originOf(text: string | undefined): string | null {
  return text !== undefined && URL.canParse(text) ? new URL(text).origin : null;
}
