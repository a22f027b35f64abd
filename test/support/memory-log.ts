import type { LogEvent, LogLevel } from '../../src/runtime/log/log-event.js';
import { LOG_EVENTS } from '../../src/runtime/log/log-events.js';
import { LOG_FIELDS } from '../../src/runtime/log/log-fields.js';
import type { Log } from '../../src/runtime/logger.js';
import { SPAN_FIELDS } from '../../src/runtime/traced-log.js';

export interface LogLine {
  level: LogLevel;
  event: string;
  fields: Record<string, unknown>;
}

const EVENTS: Readonly<Record<string, LogEvent | undefined>> = LOG_EVENTS;
const FIELDS: Readonly<Record<string, { type: string } | undefined>> = LOG_FIELDS;

/** Keeps what was logged. Throws where the list of events and fields does not know it. */
export class MemoryLog implements Log {
  readonly lines: LogLine[] = [];

  debug(event: string, fields: Record<string, unknown> = {}): void {
    this.keep({ level: 'debug', event, fields });
  }

  info(event: string, fields: Record<string, unknown> = {}): void {
    this.keep({ level: 'info', event, fields });
  }

  warn(event: string, fields: Record<string, unknown> = {}): void {
    this.keep({ level: 'warn', event, fields });
  }

  error(event: string, fields: Record<string, unknown> = {}): void {
    this.keep({ level: 'error', event, fields });
  }

  /** Everything that was logged, as one text. */
  text(): string {
    return JSON.stringify(this.lines);
  }

  private keep(line: LogLine): void {
    const problem = problemOf(line);
    if (problem !== null) throw new Error(`src/runtime/log does not know of ${line.event}: ${problem}`);
    this.lines.push(line);
  }
}

function problemOf({ level, event, fields }: LogLine): string | null {
  const known = EVENTS[event];
  if (known === undefined) return 'the event';
  if (![known.level].flat().includes(level)) return `the level ${level}`;
  const names: readonly string[] = [...known.fields, ...SPAN_FIELDS];
  const wrong = Object.entries(fields).find(
    ([name, value]) => !names.includes(name) || !isOfType(value, FIELDS[name]?.type ?? 'text'),
  );
  return wrong === undefined ? null : `the field ${wrong[0]} with ${JSON.stringify(wrong[1])}`;
}

function isOfType(value: unknown, type: string | undefined): boolean {
  if (value === null || value === undefined) return true;
  if (type === 'text') return typeof value === 'string';
  if (type === 'texts') return Array.isArray(value) && value.every((item) => typeof item === 'string');
  return typeof value === type;
}
