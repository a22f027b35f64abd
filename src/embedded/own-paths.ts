import { WEBHOOK_PATH } from '../http/webhook.path.js';

/**
 * What the service answers in an application of somebody else's, and everything below: the routes of docs/openapi.json.
 * The front page is the application's own.
 */
const OWN_PATHS = [
  WEBHOOK_PATH,
  '/api/v1/me',
  '/api/v1/session',
  '/api/v1/dlq',
  '/api/v1/notifications',
  '/api/v1/audit',
  '/api/v1/settings',
  '/api/v1/targets',
  '/api/v1/schemas',
  '/api/v1/routes',
  '/health/live',
  '/health/ready',
  '/version',
  '/metrics',
  '/docs',
];

/** The console asks for its files and for the API without a prefix, so that it works without one alone. */
const CONSOLE = '/console';

/** @param path of a request or a route, below `prefix` @param prefix of all routes of the service; empty: none */
export function isOwnPath(path: string, prefix: string): boolean {
  // As Express matches it: in any case, and with slashes at the end.
  const asMatched = path.toLowerCase().replace(/\/+$/, '');
  const own = prefix === '' ? [...OWN_PATHS, CONSOLE] : OWN_PATHS;
  return own.some((start) => asMatched === start || asMatched.startsWith(`${start}/`));
}
