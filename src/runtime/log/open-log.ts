import { isatty } from 'node:tty';
import { pino } from 'pino';
import { JsonLog, type LogOrigin } from './json-log.js';
import { LineBatch } from './line-batch.js';
import { prettyLine } from './pretty-line.js';

/** LOG_LEVEL and LOG_FORMAT. */
export interface LogSettings {
  level: string;
  format: 'json' | 'pretty';
}

const STANDARD_OUTPUT = 1;

/** One for all logs of the process, so that their lines stay in order. */
let lines: LineBatch | undefined;

/** The log of this process, on standard output. A line that cannot be written is lost, and ends nothing. */
export function openLog({ level, format }: LogSettings, origin: LogOrigin): JsonLog {
  lines ??= standardOutput();
  const output = lines;
  if (format === 'json') return new JsonLog(level, origin, output);
  const coloured = isatty(STANDARD_OUTPUT);
  return new JsonLog(level, origin, {
    write: (line) => output.write(prettyLine(line, coloured)),
    flush: () => output.flush(),
  });
}

function standardOutput(): LineBatch {
  // Where standard output cannot be written, what waited to be written would keep the process from its end.
  const output = pino.destination({ dest: STANDARD_OUTPUT, sync: true });
  // Standard output may be a file on a disk that is full. Without a listener the error would end the process.
  output.on('error', () => {});
  const batch = new LineBatch(output);
  process.once('exit', () => batch.flush());
  return batch;
}
