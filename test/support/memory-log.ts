import type { Log } from '../../src/runtime/logger.js';

export interface LogLine {
  level: 'debug' | 'info' | 'warn' | 'error';
  event: string;
  fields: Record<string, unknown>;
}

/** Keeps what was logged. */
export class MemoryLog implements Log {
  readonly lines: LogLine[] = [];

  debug(event: string, fields: Record<string, unknown> = {}): void {
    this.lines.push({ level: 'debug', event, fields });
  }

  info(event: string, fields: Record<string, unknown> = {}): void {
    this.lines.push({ level: 'info', event, fields });
  }

  warn(event: string, fields: Record<string, unknown> = {}): void {
    this.lines.push({ level: 'warn', event, fields });
  }

  error(event: string, fields: Record<string, unknown> = {}): void {
    this.lines.push({ level: 'error', event, fields });
  }

  /** Everything that was logged, as one text. */
  text(): string {
    return JSON.stringify(this.lines);
  }
}
