import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { main } from '../../cli/main.js';
import type { World } from '../../cli/world.js';

/** How a run of the command line ended, and what it wrote. */
export interface CliEnded {
  code: number;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  env?: Record<string, string>;
  /** Where files that a command line names are. */
  directory?: string;
  /** Lines that a person types; absent: standard input is no terminal. */
  typed?: string[];
  /** What standard input holds where it is no terminal. */
  piped?: string;
  /** Columns of a terminal as output; absent: the output is a pipe. */
  columns?: number;
  /** What a person makes of a text in the editor. */
  edit?: (text: string) => string;
  fetch?: typeof fetch;
  interrupted?: AbortSignal;
  /** Called with each time that is slept; the run sleeps for none of it then. */
  slept?: (ms: number) => void;
  /** Called with everything that is written, as it is written. */
  heard?: (text: string) => void;
}

/** Runs the command line in this process, on a world of the test. */
export async function cli(args: readonly string[], options: CliOptions = {}): Promise<CliEnded> {
  const { env = {}, directory = '.', typed, piped = '', columns, edit, heard, slept } = options;
  const written = { stdout: '', stderr: '' };
  const lines = [...(typed ?? [])];
  const sink = (name: keyof typeof written) => ({
    write: async (piece: string | Uint8Array) => {
      const text = typeof piece === 'string' ? piece : Buffer.from(piece).toString();
      written[name] += text;
      heard?.(text);
    },
    isTerminal: columns !== undefined,
    columns: columns ?? null,
  });
  const world: World = {
    args,
    env: { HOME: '/nonexistent', ...env },
    out: sink('stdout'),
    err: sink('stderr'),
    input: {
      isTerminal: typed !== undefined,
      all: async () => piped,
      line: async () => lines.shift() ?? null,
    },
    readFile: (path) => readFile(resolve(directory, path), 'utf8'),
    openFile: () => Promise.reject(new Error('no file is expected to be opened')),
    edit: async (_editor, text) => {
      if (edit === undefined) throw new Error('no editor is expected');
      return edit(text);
    },
    fetch: options.fetch ?? fetch,
    now: Date.now,
    sleep: async (ms) => {
      if (slept === undefined) await new Promise((done) => setTimeout(done, Math.min(ms, 20)));
      else slept(ms);
    },
    interrupted: options.interrupted ?? new AbortController().signal,
  };
  return { code: await main(world), ...written };
}

/** The words of a command line as bash makes them, without the program's name. */
export function wordsOf(line: string, variables: Record<string, string> = {}): string[] {
  const env = { PATH: process.env.PATH, ...variables };
  const words = execFileSync('bash', ['-u', '-c', `printf '%s\\0' ${line}`], {
    env,
    encoding: 'utf8',
    // With a socket as standard input bash would read its start files.
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return words.split('\0').slice(1, -1);
}
