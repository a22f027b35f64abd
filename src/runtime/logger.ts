import type { Shown } from '../domain/masking/shown-event.js';
import type { EventAt, FieldsOf } from './log/log-events.js';

/**
 * One line for each event. An event's name, level, message and fields are in `log/events`, and docs/logs.md lists them. No
 * payload, no secret and no header is ever a field.
 */
export interface Log {
  debug<E extends EventAt<'debug'>>(event: E, fields?: FieldsOf<E>): void;
  info<E extends EventAt<'info'>>(event: E, fields?: FieldsOf<E>): void;
  warn<E extends EventAt<'warn'>>(event: E, fields?: FieldsOf<E>): void;
  error<E extends EventAt<'error'>>(event: E, fields?: FieldsOf<E>): void;
}

export const LOG = Symbol('LOG');

/** What a log line may say of something that was thrown. */
export interface DescribedError {
  error: string;
  /** Its class, or the type of a value that is no error. */
  error_name: string;
}

/**
 * What a log may say of something that was thrown: never its properties, which can hold a request.
 *
 * @param shown what may be shown of the event that it is about
 */
export function describeError(error: unknown, shown?: Pick<Shown, 'text'>): DescribedError {
  if (!(error instanceof Error)) return { error: 'not an error', error_name: typeof error };
  return {
    error: shown === undefined ? error.message : shown.text(error.message),
    error_name: error.name,
  };
}
