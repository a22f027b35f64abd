import { ERROR_FIELDS, type LogEvent } from '../log-event.js';

/** Schemas, routes, targets and processors. */
export const PROCESSING_EVENTS = {
  processor_error: {
    level: 'error',
    message: 'A processor threw an error that it did not mean to throw.',
    fields: ['target', ...ERROR_FIELDS],
  },
  processors_loaded: {
    level: 'info',
    message: 'The processors of PROCESSORS_DIR were loaded.',
    fields: ['processors'],
  },
  no_destination: {
    level: 'warn',
    message: 'Events go nowhere: they are only checked by their schemas.',
    fields: ['reason'],
  },
  breaker_opened: {
    level: 'error',
    message: 'A target is down: its retries wait.',
    fields: ['target', 'error_code'],
  },
  breaker_closed: { level: 'info', message: 'A target is back.', fields: ['target'] },
  routes_loaded: { level: 'info', message: 'The routes were read.', fields: ['targets', 'routes'] },
  routes_refused: {
    level: 'error',
    message: 'The routes cannot be used; those before stay in force.',
    fields: ['problems'],
  },
  schemas_loaded: { level: 'info', message: 'A set of schemas is in use.', fields: ['digest', 'versions'] },
  schemas_refused: {
    level: 'error',
    message: 'A set of schemas cannot be used; the one before stays in force.',
    fields: ['problems'],
  },
  schemas_damaged: {
    level: 'error',
    message: 'What lies under schemas/ in the bucket is damaged; a rollback puts it right.',
    fields: ['reason'],
  },
  schemas_unreachable: {
    level: 'warn',
    message: 'The store does not tell which schemas are in force; those in use stay.',
    fields: [...ERROR_FIELDS],
  },
  fixed_now_failed: {
    level: 'error',
    message: 'After a change, the parked causes could not be tried; GET /groups does not say what is fixed.',
    fields: [...ERROR_FIELDS],
  },
  schema_quarantined: {
    level: 'error',
    message: 'The checks of a schema exceeded their limits repeatedly; its events wait.',
    fields: ['file', 'for_ms'],
  },
  schema_released: { level: 'info', message: 'The quarantine of a schema ended.', fields: ['file'] },
} as const satisfies Record<string, LogEvent>;
