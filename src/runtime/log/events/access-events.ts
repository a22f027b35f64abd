import { ERROR_FIELDS, type LogEvent } from '../log-event.js';

/** Who calls the operator API, the audit of what they change, and who is told. */
export const ACCESS_EVENTS = {
  credential_refused: {
    level: ['warn', 'debug'],
    message: 'A caller of the operator API was refused.',
    fields: ['reason', 'name', 'remote_address'],
  },
  session_began: {
    level: 'info',
    message: 'Somebody signed in.',
    fields: ['name', 'kind', 'role'],
  },
  sign_in_failed: { level: 'warn', message: 'Somebody could not sign in.', fields: ['kind', 'reason'] },
  oidc_provider_available: {
    level: 'info',
    message: 'The identity provider answers again.',
    fields: ['issuer'],
  },
  oidc_provider_trouble: {
    level: 'error',
    message: 'The identity provider does not answer as it should.',
    fields: ['issuer', 'reason'],
  },
  access_keys_changed: {
    level: 'info',
    message: 'The file of API keys was read again.',
    fields: ['file', 'keys'],
  },
  access_keys_expired: {
    level: 'warn',
    message: 'The file of API keys has keys that have expired.',
    fields: ['file', 'names'],
  },
  access_keys_refused: {
    level: 'error',
    message: 'The file of API keys cannot be used; the keys before stay in force.',
    fields: ['file', 'problems', 'in_force'],
  },
  audit_not_written: {
    level: 'error',
    message: 'The audit could not be written, so the change was not made.',
    fields: ['audit_id', 'action', ...ERROR_FIELDS],
  },
  audit_entry_waits: {
    level: 'warn',
    message: 'The audit could not be written; the entries are tried again.',
    fields: ['waiting', ...ERROR_FIELDS],
  },
  audit_entry_dropped: {
    level: 'error',
    message: 'Too many audit entries wait; one was dropped.',
    fields: ['action', 'waiting'],
  },
  audit_entries_lost: {
    level: 'error',
    message: 'The service ended before its audit entries were written.',
    fields: ['entries'],
  },
  notify_file_loaded: { level: 'info', message: 'NOTIFY_FILE was read.', fields: ['channels'] },
  notify_file_refused: {
    level: 'error',
    message: 'NOTIFY_FILE cannot be used; the channels before stay in force.',
    fields: ['problems'],
  },
  notice_sent: {
    level: 'info',
    message: 'A notice was sent.',
    fields: ['channel', 'kind', 'state', 'subject'],
  },
  notice_failed: {
    level: 'warn',
    message: 'A notice could not be sent; it is tried again.',
    fields: ['channel', 'kind', 'subject', 'error'],
  },
  notice_given_up: {
    level: 'error',
    message: 'A notice could not be sent, and is given up.',
    fields: ['channel', 'kind', 'subject', 'error'],
  },
  notice_dropped: {
    level: 'error',
    message: 'Too many notices wait for a channel; the oldest was dropped.',
    fields: ['channel', 'waiting'],
  },
  notices_limited: {
    level: 'error',
    message: 'Too many notices in an hour: this one is noted and not sent.',
    fields: ['per_hour'],
  },
  notes_unavailable: {
    level: 'error',
    message: "People's notes of causes could not be listed or read.",
    fields: [...ERROR_FIELDS],
  },
  notices_not_purged: {
    level: 'warn',
    message: 'The store did not let notices past their retention be deleted; it is tried again every minute.',
    fields: [...ERROR_FIELDS],
  },
  notices_unavailable: {
    level: 'error',
    message: 'The notes of what was told could not be read or written.',
    fields: [...ERROR_FIELDS],
  },
} as const satisfies Record<string, LogEvent>;
