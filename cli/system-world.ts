import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { isatty } from 'node:tty';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sink, World } from './world.js';

/** The world of this process. The only module of the command line that reads `process`. */
export function systemWorld(): World {
  // Warnings of libraries are for those who change this program, and not for those who use it.
  process.removeAllListeners('warning');
  const interruption = new AbortController();
  let interrupts = 0;
  return {
    args: process.argv.slice(2),
    env: process.env,
    out: sinkOf(process.stdout),
    err: sinkOf(process.stderr),
    input: {
      get isTerminal() {
        return isatty(0);
      },
      all: () => text(process.stdin),
      line: lineOfInput,
    },
    readFile: (path) => readFile(path, 'utf8'),
    openFile: async (path) => {
      const file = await open(path, 'w');
      return {
        write: async (bytes) => {
          await file.writeFile(bytes);
        },
        close: () => file.close(),
      };
    },
    edit: editInProcess,
    fetch: (input, init) => fetch(input, init),
    now: Date.now,
    sleep: (ms) => sleep(ms, undefined, { signal: interruption.signal }).catch(() => undefined),
    get interrupted() {
      // The handler replaces Node's own, so commands that do not watch the signal end at Ctrl-C as usual.
      if (interrupts === 0) {
        interrupts = 1;
        process.once('SIGINT', () => interruption.abort());
      }
      return interruption.signal;
    },
  };
}

function sinkOf(stream: NodeJS.WriteStream): Sink {
  // A reader such as `head` that has seen enough closes the pipe. That is no failure.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    if (stream !== process.stderr) process.stderr.write(`the output cannot be written (${error.code})\n`);
    process.exit(1);
  });
  return {
    write: async (piece) => {
      if (!stream.write(piece)) await once(stream, 'drain');
    },
    get isTerminal() {
      return stream.isTTY;
    },
    get columns() {
      return stream.isTTY ? stream.columns : null;
    },
  };
}

async function lineOfInput(): Promise<string | null> {
  const lines = createInterface({ input: process.stdin });
  try {
    for await (const line of lines) return line;
    return null;
  } finally {
    lines.close();
  }
}

async function editInProcess(editor: string, before: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'cxone-dlq-'));
  const file = join(directory, 'event.json');
  try {
    await writeFile(file, before, { mode: 0o600 });
    // A shell, since EDITOR may hold options, such as `code --wait`.
    const child = spawn('sh', ['-c', `${editor} "$1"`, editor, file], { stdio: 'inherit' });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`the editor (${editor}) ended with ${code ?? 'a signal'}`);
    return await readFile(file, 'utf8');
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
