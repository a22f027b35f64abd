import { ERROR_FIELDS, type LogEvent } from '../log-event.js';

/** Retries, the sweep, the queue between replicas, and what people do with dead letters. */
export const RETRY_EVENTS = {
  retry_processed: {
    level: 'info',
    message: 'A retry passed.',
    fields: ['trace_id', 'duration_ms'],
  },
  retry_failed: {
    level: 'warn',
    message: 'A retry failed.',
    fields: [
      'trace_id',
      'tenant_id',
      'event_type',
      'target',
      'error_code',
      'error',
      'retry_count',
      'status',
      'duration_ms',
    ],
  },
  retry_not_begun: {
    level: 'error',
    message: 'A retry of a page did not begin.',
    fields: ['key', ...ERROR_FIELDS],
  },
  retry_broke_off: {
    level: 'error',
    message: 'A retry of a page ended with an error of the service.',
    fields: ['key', ...ERROR_FIELDS],
  },
  retry_not_settled: {
    level: 'error',
    message: 'The end of a retry could not be written; it is retried when its lease has run out.',
    fields: ['trace_id', ...ERROR_FIELDS],
  },
  retry_superseded: {
    level: 'warn',
    message: 'Somebody changed the record during a retry; the change stays.',
    fields: ['trace_id'],
  },
  worker_lost: {
    level: 'warn',
    message: 'An attempt ended with its process; it counts as failed.',
    fields: ['trace_id', 'retry_count', 'status'],
  },
  acknowledge_failed: {
    level: 'warn',
    message: 'An event passed, and CXone did not take the acknowledgement.',
    fields: ['trace_id', ...ERROR_FIELDS],
  },
  sweep_finished: {
    level: ['info', 'debug'],
    message: 'A sweep ended.',
    fields: [
      'due',
      'processed',
      'failed',
      'dispatched',
      'held',
      'blocked',
      'purged',
      'merged',
      'duration_ms',
    ],
  },
  sweep_cut_short: {
    level: 'error',
    message: 'A sweep ended early.',
    fields: [...ERROR_FIELDS],
  },
  sweep_task_failed: {
    level: 'error',
    message: 'One task of a sweep failed.',
    fields: ['key', ...ERROR_FIELDS],
  },
  purged: {
    level: 'info',
    message: 'A record was deleted after its retention.',
    fields: ['trace_id', 'status'],
  },
  duplicate_merged: {
    level: 'info',
    message: 'Two records of one event became one.',
    fields: ['trace_id', 'into', 'while_leased'],
  },
  merge_failed: {
    level: 'error',
    message: 'Two records of one event could not be merged.',
    fields: ['older', 'younger', ...ERROR_FIELDS],
  },
  redis_available: { level: 'info', message: 'Redis answers again.', fields: ['after_ms'] },
  redis_unavailable: {
    level: 'error',
    message: 'Redis does not answer.',
    fields: ['reason', 'retries'],
  },
  redis_queue_emptied: {
    level: 'warn',
    message: 'The queue in Redis was emptied; the next sweep fills it.',
    fields: ['reason'],
  },
  corrupt_record_accepted: {
    level: 'warn',
    message: 'An operator took a corrupt record as it stands.',
    fields: ['trace_id', 'status'],
  },
  event_revealed: {
    level: 'info',
    message: 'An operator was shown an event unmasked.',
    fields: ['trace_id', 'audit_id'],
  },
  event_corrected: {
    level: 'info',
    message: 'An operator corrected an event.',
    fields: ['trace_id', 'audit_id', 'status'],
  },
  event_undone: {
    level: 'info',
    message: 'An operator put back the event that arrived.',
    fields: ['trace_id', 'audit_id', 'status'],
  },
  event_discarded: {
    level: 'info',
    message: 'An operator gave up a dead letter.',
    fields: ['trace_id', 'audit_id', 'status'],
  },
  event_restored: {
    level: 'info',
    message: 'An operator took a discarded dead letter back.',
    fields: ['trace_id', 'audit_id', 'status'],
  },
  corrected_not_retried: {
    level: 'error',
    message: 'An event was corrected, and its retry could not begin.',
    fields: ['trace_id', ...ERROR_FIELDS],
  },
} as const satisfies Record<string, LogEvent>;
