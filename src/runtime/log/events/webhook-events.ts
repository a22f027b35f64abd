import { ERROR_FIELDS, type LogEvent } from '../log-event.js';

/** Events on their way in, and the dead letters that they become. */
export const WEBHOOK_EVENTS = {
  webhook_unsigned: {
    level: 'warn',
    message: 'The webhook checks no signature.',
    fields: ['reason'],
  },
  signature_refused: {
    level: 'warn',
    message: 'A delivery was refused for its signature.',
    fields: ['reason', 'profiles', 'headers', 'body_bytes', 'remote_address'],
  },
  duplicate_delivery: {
    level: 'debug',
    message: 'An event was delivered again.',
    fields: ['kind', 'trace_id'],
  },
  dead_lettered: {
    level: 'warn',
    message: 'An event failed, and is kept as a dead letter.',
    fields: ['trace_id', 'tenant_id', 'event_type', 'target', 'error_code', 'error', 'status'],
  },
  dead_letter_joined: {
    level: 'info',
    message: 'The event was a dead letter already.',
    fields: ['trace_id'],
  },
  dead_letter_not_stored: {
    level: 'error',
    message: 'An event failed and could not be stored; CXone got 500.',
    fields: ['trace_id', 'outcome_unknown', ...ERROR_FIELDS],
  },
  redelivery_not_confirmed: {
    level: 'error',
    message: 'The store could not be asked about an event that was delivered again.',
    fields: [...ERROR_FIELDS],
  },
  first_attempt_not_settled: {
    level: 'error',
    message: 'The end of the first attempt could not be written; the event is retried.',
    fields: ['trace_id', ...ERROR_FIELDS],
  },
  first_attempt_superseded: {
    level: 'warn',
    message: 'Somebody changed the record during the first attempt; the change stays.',
    fields: ['trace_id'],
  },
} as const satisfies Record<string, LogEvent>;
