import { ERROR_FIELDS, type LogEvent } from '../log-event.js';

/** Jobs: many dead letters at once. */
export const JOB_EVENTS = {
  job_taken_over: {
    level: 'info',
    message: 'This replica goes on with a job that nobody works on any more.',
    fields: ['job_id', 'replica'],
  },
  job_ended: {
    level: ['warn', 'info'],
    message: 'A job is completed, was cancelled, or has stopped itself (warn).',
    fields: ['job_id', 'action', 'job_state', 'total', 'reason'],
  },
  job_works_spread: {
    level: 'info',
    message: 'All replicas work on the job, over the queue in Redis.',
    fields: ['job_id'],
  },
  job_works_alone: {
    level: 'warn',
    message: 'The owner works on the job alone, because it cannot use the queue in Redis.',
    fields: ['job_id', 'reason'],
  },
  job_lost: {
    level: 'warn',
    message: 'Another replica owns the job now; this one stops.',
    fields: ['job_id'],
  },
  job_broke_off: {
    level: 'error',
    message: 'The work on a job ended with an error; a replica goes on when its lease has run out.',
    fields: ['job_id', ...ERROR_FIELDS],
  },
  job_not_renewed: {
    level: 'warn',
    message: 'The lease of a job could not be renewed; it is tried again.',
    fields: ['job_id', ...ERROR_FIELDS],
  },
  job_not_read: {
    level: 'warn',
    message: 'The members or results of a job could not be read; it is tried again.',
    fields: ['job_id', ...ERROR_FIELDS],
  },
  job_results_not_stored: {
    level: 'warn',
    message: 'Results of a job could not be stored; it is tried again.',
    fields: ['job_id', ...ERROR_FIELDS],
  },
  job_result_name_taken: {
    level: 'warn',
    message:
      'Another object lies where results of a job were to be stored. They are stored under another name.',
    fields: ['job_id', 'key'],
  },
  job_report_not_stored: {
    level: 'warn',
    message: 'The report of a job could not be stored; it is tried again.',
    fields: ['job_id', ...ERROR_FIELDS],
  },
  job_waits: {
    level: 'warn',
    message: 'The store gave a job no answer; it is asked again.',
    fields: ['job_id', ...ERROR_FIELDS],
  },
  job_member_failed: {
    level: 'error',
    message: 'A member of a job ended with an error of the service; it counts as failed.',
    fields: ['job_id', 'trace_id', ...ERROR_FIELDS],
  },
  job_purged: {
    level: 'info',
    message: 'A job past its retention was deleted.',
    fields: ['job_id'],
  },
  jobs_not_purged: {
    level: 'warn',
    message: 'The store did not let jobs past their retention be deleted; it is tried again in an hour.',
    fields: [...ERROR_FIELDS],
  },
  jobs_not_polled: {
    level: 'warn',
    message: 'The store did not tell which job runs; it is asked again.',
    fields: [...ERROR_FIELDS],
  },
} as const satisfies Record<string, LogEvent>;
