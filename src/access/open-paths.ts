import type { Request } from 'express';
import { WEBHOOK_PATH } from '../http/webhook.path.js';

/** Whether a request is for a route that needs no credential: the webhook, or a health check. */
export function isOpenToMachines({ path }: Pick<Request, 'path'>): boolean {
  // As Express matches it: in any case, and with slashes at the end.
  const asMatched = path.toLowerCase().replace(/\/+$/, '');
  return asMatched === WEBHOOK_PATH || asMatched.startsWith('/health/');
}
