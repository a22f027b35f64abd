import type { LoggerService } from '@nestjs/common';
import type { Log } from '../logger.js';

/** Nest's own messages as lines of ours. Its routine ones are for whoever debugs the wiring. */
export class NestLog implements LoggerService {
  constructor(private readonly sink: Log) {}

  log(text: unknown, context?: unknown): void {
    this.sink.debug('nest', said(text, context));
  }

  warn(text: unknown, context?: unknown): void {
    this.sink.warn('nest', said(text, context));
  }

  error(text: unknown, ...rest: unknown[]): void {
    this.sink.error('nest', said(text, rest.at(-1)));
  }
}

function said(text: unknown, context: unknown): { text: string; context: string | null } {
  return { text: String(text), context: typeof context === 'string' ? context : null };
}
