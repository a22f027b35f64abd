import { ERROR_FIELDS, type LogEvent } from '../log-event.js';

/** The store, and the catalog of what is in it. */
export const STORE_EVENTS = {
  store_proven: {
    level: 'info',
    message: 'The store was tried, and what it honours is known.',
    fields: ['atomic_put', 'atomic_delete', 'single_writer'],
  },
  store_not_proven: {
    level: 'error',
    message: 'The store could not be tried yet.',
    fields: ['reason', 'effect'],
  },
  store_refused: {
    level: 'error',
    message: 'The store does not honour conditional writes, so the service does not use it.',
    fields: ['atomic_put', 'atomic_delete', 'reason'],
  },
  store_unavailable: { level: 'error', message: 'The store does not answer.', fields: [...ERROR_FIELDS] },
  store_checksums_refused: {
    level: 'warn',
    message: 'The store refuses checksum headers.',
    fields: ['asked', 'effect'],
  },
  bucket_not_versioned: {
    level: 'warn',
    message: 'The bucket keeps no earlier versions of objects.',
    fields: ['recommended'],
  },
  catalog_ready: {
    level: 'info',
    message: 'All dead letters were listed for the first time since the start.',
    fields: ['listed', 'read', 'gone', 'unread', 'unreadable', 'duration_ms'],
  },
  catalog_stale: {
    level: 'error',
    message: 'The dead letters could not be listed; lists and counts are old.',
    fields: [...ERROR_FIELDS],
  },
  catalog_incomplete: {
    level: 'warn',
    message: 'Some dead letters could not be read; lists and counts leave them out.',
    fields: ['unread'],
  },
  catalog_restored: {
    level: 'info',
    message: 'The catalog was read from its snapshot.',
    fields: ['records'],
  },
  catalog_snapshot_ignored: {
    level: 'warn',
    message: 'The snapshot of the catalog could not be used; all is listed.',
    fields: [...ERROR_FIELDS],
  },
  catalog_snapshot_not_written: {
    level: 'warn',
    message: 'The snapshot of the catalog could not be written.',
    fields: [...ERROR_FIELDS],
  },
} as const satisfies Record<string, LogEvent>;
