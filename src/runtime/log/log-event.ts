import type { LogFieldName } from './log-fields.js';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One event of the log, as docs/logs.md lists it. */
export interface LogEvent {
  /** Two levels: the lower one where nobody needs to know. */
  level: LogLevel | readonly LogLevel[];
  /** One sentence, the same in every line of the event: what has happened. */
  message: string;
  fields: readonly LogFieldName[];
}

/** What a thrown error brings to a line; `describeError` gives it. */
export const ERROR_FIELDS = ['error', 'error_name'] as const;
