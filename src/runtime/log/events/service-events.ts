import { ERROR_FIELDS, type LogEvent } from '../log-event.js';

/** Starting, ending, and what the process itself says. */
export const SERVICE_EVENTS = {
  config_invalid: {
    level: 'error',
    message: 'The environment is not as expected, so the service does not start.',
    fields: ['problems'],
  },
  unknown_variable: {
    level: 'warn',
    message: 'A variable is set that the service does not know.',
    fields: ['name', 'nearest'],
  },
  removed_variable: {
    level: 'warn',
    message: 'A variable is set that only an older version reads.',
    fields: ['name', 'instead'],
  },
  start_failed: { level: 'error', message: 'The service did not start.', fields: [...ERROR_FIELDS] },
  workers_starting: { level: 'info', message: 'The first process starts its workers.', fields: ['workers'] },
  worker_ended: {
    level: 'error',
    message: 'A worker ended, and is started again.',
    fields: ['ended_worker', 'exit_code', 'signal', 'again_in_ms'],
  },
  started: { level: 'info', message: 'The service listens.', fields: ['api', 'store', 'data'] },
  unauthenticated_api_closed: {
    level: 'warn',
    message: 'ALLOW_UNAUTHENTICATED_API has no effect.',
    fields: ['reason'],
  },
  operator_api_closed: {
    level: 'warn',
    message: 'The operator API answers nobody: only the webhook and /health do.',
    fields: ['reason'],
  },
  stopping: {
    level: 'info',
    message: 'The service was told to end.',
    fields: ['signal', 'port_closes_in_ms'],
  },
  stopped: { level: 'info', message: 'The service has ended.', fields: [] },
  stopped_by_force: {
    level: 'error',
    message: 'The service did not end in its time, and was ended by force.',
    fields: ['after_ms'],
  },
  stop_failed: { level: 'error', message: 'The service ended with an error.', fields: [...ERROR_FIELDS] },
  memory_returned: {
    level: 'debug',
    message: 'The process is idle, so it collected its garbage and returned memory to the system.',
    fields: ['resident_bytes', 'returned_bytes', 'duration_ms'],
  },
  unhandled_rejection: {
    level: 'error',
    message: 'A promise failed that nobody waited for; the service goes on.',
    fields: [...ERROR_FIELDS, 'stack'],
  },
  uncaught_exception: {
    level: 'error',
    message: 'An error that nobody caught ended the process.',
    fields: [...ERROR_FIELDS, 'stack'],
  },
  process_warning: {
    level: 'warn',
    message: 'Node or a library warns of something.',
    fields: ['error_name', 'text'],
  },
  printed: {
    level: 'warn',
    message: 'A library printed something.',
    fields: ['stream', 'text', 'printed_by'],
  },
  request_failed: {
    level: ['error', 'debug'],
    message: 'A request was answered with a status of 500 or above.',
    fields: ['correlation_id', 'error_code', ...ERROR_FIELDS],
  },
  nest: {
    level: ['debug', 'warn', 'error'],
    message: 'The framework says something.',
    fields: ['text', 'context'],
  },
  listener_failed: {
    level: 'error',
    message: 'A part of the service could not take in a fact.',
    fields: ['fact', ...ERROR_FIELDS],
  },
  gauge_failed: {
    level: 'error',
    message: 'A part of the service could not say a figure of /metrics.',
    fields: ['gauge', ...ERROR_FIELDS],
  },
  metrics_worker_silent: {
    level: 'warn',
    message: 'A worker did not say its figures in time; its counters are those of the last scrape.',
    fields: ['silent_worker'],
  },
  watch_failed: {
    level: 'error',
    message: 'A file of the configuration could not be read again.',
    fields: [...ERROR_FIELDS],
  },
  traces_lost: {
    level: 'warn',
    message: 'Spans do not reach the collector of traces; events are not held up.',
    fields: ['reason', 'spans_exported', 'spans_failed', 'spans_dropped'],
  },
  traces_exported_again: {
    level: 'info',
    message: 'The collector of traces takes spans again.',
    fields: ['spans_exported', 'spans_failed', 'spans_dropped'],
  },
} as const satisfies Record<string, LogEvent>;
