import { HOUR_MS, type Variable } from './variable.js';

export const HTTP = {
  HOST: {
    type: 'text',
    default: '127.0.0.1',
    meaning: 'The address to listen on; the image sets `0.0.0.0`.',
  },
  PORT: { type: 'integer', default: 8_080, min: 0, max: 65_535, meaning: 'The port to listen on.' },
  ALLOW_UNAUTHENTICATED_API: {
    type: 'boolean',
    default: false,
    meaning:
      'Opens the operator API though `HOST` is not loopback; else only the webhook and `/health` answer.',
  },
  PUBLIC_URL: {
    type: 'url',
    meaning: 'Where people reach the operator API; a change from a page of another address is 403.',
  },
  ALLOWED_HOSTS: {
    type: 'text',
    default: '',
    meaning:
      'More host names for the operator API, separated by commas; any other but loopback names is 421.',
  },
  TRUST_PROXY: {
    type: 'text',
    default: '0',
    meaning:
      'Proxies whose `X-Forwarded-For` is believed: a number of hops, or addresses (`10.0.0.0/8, loopback`).',
  },
  KEEP_ALIVE_TIMEOUT_MS: {
    type: 'integer',
    default: 72_000,
    min: 1,
    max: HOUR_MS,
    meaning: 'How long an idle connection is kept; longer than a load balancer keeps it (60 s).',
    past: 'The connection is closed.',
  },
  SHUTDOWN_DELAY_MS: {
    type: 'integer',
    default: 0,
    min: 0,
    max: HOUR_MS,
    meaning:
      'From SIGTERM on `/health/ready` is 503, and requests are served for so long; the image sets `5000`.',
    past: 'The port closes; work that has begun ends.',
  },
  SHUTDOWN_TIMEOUT_MS: {
    type: 'integer',
    default: 25_000,
    min: 0,
    max: HOUR_MS,
    meaning: 'The longest time from SIGTERM to the end of the process, the delay included.',
    past: 'The process ends; leases run out and other replicas take the records over.',
  },
  LOG_LEVEL: {
    type: 'choice',
    values: ['debug', 'info', 'warn', 'error', 'silent'],
    default: 'info',
    meaning: 'The least level of a log line that is written.',
  },
  LOG_FORMAT: {
    type: 'choice',
    values: ['json', 'pretty'],
    default: 'json',
    meaning: 'How a log line is written: as JSON for machines, or `pretty` for the eyes of a person.',
  },
} as const satisfies Record<string, Variable>;
