import type { LogLevel } from './log-event.js';

/** Fields that are the same in every line of a process, or have a place of their own. */
const PLACED = new Set(['level', 'time', 'service', 'version', 'worker', 'event', 'message', 'stack']);

/** ANSI colours: grey, green, yellow, red. */
const COLOURS: Record<LogLevel, number> = { debug: 90, info: 32, warn: 33, error: 31 };
const GREY = 90;
const BOLD = 1;

/** All but printable characters and the end of a line: a terminal may take the others as commands. */
const UNSAFE = /[^\n -~\u00a0-\u2027\u202f-\u2065\u206a-\uffff]/g;

/** What can stand without quotes. */
const PLAIN = /^[\w./:@+-]+$/;

/**
 * A line of the log for the eyes of a person (LOG_FORMAT=pretty).
 *
 * @param line one line of JSON, as `JsonLog` writes it
 * @returns one line of text, and a line for each frame of a stack
 */
export function prettyLine(line: string, coloured: boolean): string {
  const fields = JSON.parse(line) as Record<string, unknown>;
  const level = fields.level as LogLevel;
  const paint = (colour: number, text: string) => (coloured ? `\u001b[${colour}m${text}\u001b[0m` : text);
  const rest = Object.entries(fields)
    .filter(([name]) => !PLACED.has(name))
    .map(([name, value]) => `${paint(GREY, `${name}=`)}${shownValue(value)}`);
  const head = [
    paint(GREY, textOf(fields.time).slice(11, 23)),
    paint(COLOURS[level], level.toUpperCase().padEnd(5)),
    paint(BOLD, textOf(fields.event)),
    textOf(fields.message),
  ];
  const stack = typeof fields.stack === 'string' ? `\n${safe(fields.stack)}` : '';
  return `${[...head, ...rest].join(' ')}${stack}\n`;
}

function shownValue(value: unknown): string {
  return typeof value === 'string' && PLAIN.test(value) ? value : safe(JSON.stringify(value));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function safe(text: string): string {
  return text.replace(UNSAFE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
