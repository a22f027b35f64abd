import { pino, type Logger } from 'pino';
import { rfc3339 } from '../../domain/text/rfc3339.js';
import type { Log } from '../logger.js';
import type { LogLevel } from './log-event.js';
import { LOG_EVENTS, type EventAt, type FieldsOf, type LogEventName } from './log-events.js';

/** What every line says of the process that wrote it. */
export interface LogOrigin {
  service: string;
  version: string;
  worker: string;
}

/** Takes the lines of a log. */
export interface LogDestination {
  write(line: string): void;
  /** Writes at once what it has gathered; absent: it gathers nothing. */
  flush?(): void;
}

/** Writes each event as one line of JSON. */
export class JsonLog implements Log {
  private readonly pino: Logger;
  /** A logger for each event, which has the event's name and message as text already. */
  private readonly byEvent = new Map<LogEventName, Logger>();

  /**
   * @param level the least level that is written
   * @param destination takes each line
   */
  constructor(
    level: string,
    origin: LogOrigin,
    private readonly destination: LogDestination,
  ) {
    const timestamp = () => `,"time":"${rfc3339(Date.now())}"`;
    const formatters = { level: (label: string) => ({ level: label }) };
    this.pino = pino({ level, base: { ...origin }, timestamp, formatters }, destination);
  }

  debug<E extends EventAt<'debug'>>(event: E, fields: FieldsOf<E> = {}): void {
    this.write('debug', event, fields);
  }

  info<E extends EventAt<'info'>>(event: E, fields: FieldsOf<E> = {}): void {
    this.write('info', event, fields);
  }

  warn<E extends EventAt<'warn'>>(event: E, fields: FieldsOf<E> = {}): void {
    this.write('warn', event, fields);
  }

  error<E extends EventAt<'error'>>(event: E, fields: FieldsOf<E> = {}): void {
    this.write('error', event, fields);
    // The process may end next, or hang.
    this.destination.flush?.();
  }

  private write(level: LogLevel, event: LogEventName, fields: object): void {
    let logger = this.byEvent.get(event);
    if (logger === undefined) {
      logger = this.pino.child({ event, message: LOG_EVENTS[event].message });
      this.byEvent.set(event, logger);
    }
    logger[level](fields);
  }
}
