import type { Variable } from './variable.js';

/** How the first process tells another which one it is. */
export const WORKER_NUMBER = 'CXONE_DLQ_WORKER';

export const REPLICAS = {
  WORKERS: {
    type: 'integer',
    default: 1,
    min: 1,
    max: 64,
    meaning: 'Processes of this machine behind one port; more than one needs `DLQ_BUCKET`.',
    past: 'The service does not start.',
  },
  [WORKER_NUMBER]: {
    type: 'integer',
    default: 0,
    min: 0,
    max: 64,
    meaning: 'Which worker this is.',
    hidden: true,
  },
  REDIS_URL: {
    type: 'secret',
    meaning:
      'One queue, one concurrency and one rate for the due retries of all replicas: `redis://` or `rediss://`.',
  },
  REDIS_PREFIX: { type: 'text', default: 'cxone-dlq', meaning: 'What the keys in Redis begin with.' },
} as const satisfies Record<string, Variable>;
