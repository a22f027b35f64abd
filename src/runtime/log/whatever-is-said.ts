import { MASKED } from '../../domain/masking/mask-path.js';
import { describeError, type Log } from '../logger.js';
import { inSources } from './source-places.js';

/** The longest text of a library in a line, characters. */
const MAX_TEXT_LENGTH = 8_192;

/** What the process knows of its log so far. */
export interface SayingLog {
  log: Log;
  /** REDACT_PATHS is set: a text that nobody can assign to an event may hold a value that nobody is shown. */
  masked: boolean;
}

/**
 * Makes log lines of whatever this process says from now on: texts that a library prints, warnings of Node, promises that
 * failed unheard. An exception that nobody caught ends the process, as it does in Node, after its line.
 *
 * @param current the log as it is when something is said
 */
export function logWhateverIsSaid(current: () => SayingLog): void {
  // Node's own listener prints the warning.
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) =>
    current().log.warn('process_warning', { error_name: name, text: cut(message) }),
  );
  process.on('uncaughtException', (thrown: unknown) => {
    current().log.error('uncaught_exception', {
      ...described(thrown, current().masked),
      stack: framesOf(thrown),
    });
    process.exit(1);
  });
  // A processor that forgets to await a promise must not end the process, and with it all other attempts.
  process.on('unhandledRejection', (thrown) => {
    current().log.error('unhandled_rejection', {
      ...described(thrown, current().masked),
      stack: framesOf(thrown),
    });
  });
  takeOver(process.stdout, 'stdout', current);
  takeOver(process.stderr, 'stderr', current);
}

/** The log writes to the file descriptor itself, so its own lines do not come here. */
function takeOver(output: NodeJS.WriteStream, stream: string, current: () => SayingLog): void {
  const write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    const { log, masked } = current();
    if (text.trim() !== '') log.warn('printed', { stream, text: masked ? MASKED : cut(text.trimEnd()) });
    const done = rest.at(-1);
    if (typeof done === 'function') queueMicrotask(() => void done());
    return true;
  };
  Object.assign(output, { write });
}

function described(thrown: unknown, masked: boolean): ReturnType<typeof describeError> {
  const said = describeError(thrown);
  return masked ? { ...said, error: MASKED } : { ...said, error: cut(said.error) };
}

/** Where in the code it was thrown, without the message, which stands beside it. */
function framesOf(thrown: unknown): string | null {
  if (!(thrown instanceof Error) || thrown.stack === undefined) return null;
  // A message can have lines that look like frames.
  const head = `${thrown.name}: ${thrown.message}`;
  if (thrown.message !== '' && !thrown.stack.startsWith(head)) return null;
  const after = thrown.message === '' ? thrown.stack : thrown.stack.slice(head.length);
  const frames = after.split('\n').filter((line) => /^\s+at /.test(line));
  return frames.length === 0 ? null : cut(inSources(frames.join('\n')));
}

function cut(text: string): string {
  return text.length <= MAX_TEXT_LENGTH ? text : `${text.slice(0, MAX_TEXT_LENGTH - 1)}…`;
}
