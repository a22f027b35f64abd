import type { LoggerService } from '@nestjs/common';
import type { Shown } from '../domain/masking/shown-event.js';
import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';

/** One JSON line a fact: `event` is a stable name, the fields say the rest. No payload, secret or header. */
export interface Log {
  debug(event: string, fields?: Record<string, unknown>): void;
  info(event: string, fields?: Record<string, unknown>): void;
  warn(event: string, fields?: Record<string, unknown>): void;
  error(event: string, fields?: Record<string, unknown>): void;
}

export const LOG = Symbol('LOG');

export class JsonLog implements Log {
  private readonly pino: PinoLogger;

  constructor(level: string, destination?: DestinationStream) {
    const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, messageKey: 'event' };
    const formatters = { level: (label: string) => ({ level: label }) };
    this.pino = destination
      ? pino({ ...options, formatters }, destination)
      : pino({ ...options, formatters });
  }

  debug(event: string, fields: Record<string, unknown> = {}): void {
    this.pino.debug(fields, event);
  }

  info(event: string, fields: Record<string, unknown> = {}): void {
    this.pino.info(fields, event);
  }

  warn(event: string, fields: Record<string, unknown> = {}): void {
    this.pino.warn(fields, event);
  }

  error(event: string, fields: Record<string, unknown> = {}): void {
    this.pino.error(fields, event);
  }
}

/** Nest's own messages, in the same form. Its routine ones are for whoever debugs the wiring. */
export class NestLog implements LoggerService {
  constructor(private readonly sink: Log) {}

  log(message: unknown, context?: unknown): void {
    this.sink.debug('nest', { message: String(message), context });
  }

  warn(message: unknown, context?: unknown): void {
    this.sink.warn('nest', { message: String(message), context });
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.sink.error('nest', { message: String(message), context: rest.at(-1) });
  }
}

/**
 * What a log may say of something that was thrown: never its properties, which can hold a request.
 *
 * @param shown what may be shown of the event that it is about
 */
export function describeError(
  error: unknown,
  shown?: Pick<Shown, 'text'>,
): { name: string; message: string } {
  return error instanceof Error
    ? { name: error.name, message: shown === undefined ? error.message : shown.text(error.message) }
    : { name: typeof error, message: 'not an error' };
}
