import type { Request } from 'express';
import { isOpenToMachines } from './open-paths.js';

/** A route for which nobody needs to say who they are. */
export interface OpenRoute {
  /** In upper case. */
  method: string;
  /** Without a slash at its end. */
  path: string;
}

/** Pages that everybody may see: they hold no data, and what they show is asked for with the reader's own credential. */
const OPEN_PAGES = ['', '/docs', '/console'];
const OPEN_FILES = ['/docs/', '/console/'];

/**
 * The routes that need no role. It only spares the work for requests that the guard would refuse anyway: a route that is
 * listed here by mistake still has its guard.
 */
export class OpenRoutes {
  private readonly known: ReadonlySet<string>;

  constructor(routes: readonly OpenRoute[]) {
    this.known = new Set(routes.map(({ method, path }) => `${method} ${path.toLowerCase()}`));
  }

  has(request: Pick<Request, 'method' | 'path'>): boolean {
    if (isOpenToMachines(request)) return true;
    // As Express matches it: in any case, and with slashes at the end. A handler of GET answers HEAD as well.
    const path = request.path.toLowerCase().replace(/\/+$/, '');
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    if (this.known.has(`${method} ${path}`)) return true;
    return (
      method === 'GET' && (OPEN_PAGES.includes(path) || OPEN_FILES.some((start) => path.startsWith(start)))
    );
  }
}
