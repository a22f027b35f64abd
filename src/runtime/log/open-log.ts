import { isatty } from 'node:tty';
import { pino } from 'pino';
import { JsonLog, type LogOrigin } from './json-log.js';
import { prettyLine } from './pretty-line.js';

/** LOG_LEVEL and LOG_FORMAT. */
export interface LogSettings {
  level: string;
  format: 'json' | 'pretty';
}

const STANDARD_OUTPUT = 1;

/** The log of this process, on standard output. Each line is written before the call returns. */
export function openLog({ level, format }: LogSettings, origin: LogOrigin): JsonLog {
  const output = pino.destination(STANDARD_OUTPUT);
  if (format === 'json') return new JsonLog(level, origin, output);
  const coloured = isatty(STANDARD_OUTPUT);
  return new JsonLog(level, origin, {
    write: (line: string) => void output.write(prettyLine(line, coloured)),
  });
}
