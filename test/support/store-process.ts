import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TEST_BUILD } from './test-build.js';

/** Opens the directory given as its argument, says how that went, and lives until it is killed. */
const PROGRAM = `
  const [source, dataDir] = process.argv.slice(1);
  const { FileObjectStore } = await import(source + '/store/file/file-object-store.js');
  const { SystemClock } = await import(source + '/runtime/clock.js');
  try {
    const store = await FileObjectStore.open({ dataDir }, new SystemClock());
    setInterval(() => undefined, 60_000);
    process.on('SIGTERM', () => store.close().then(() => process.exit()));
    process.stdout.write('opened');
  } catch (error) {
    process.stdout.write(String(error.message));
  }
`;

/** Another process that opens a file store, by the tests' own build. */
export class StoreProcess {
  /** What it said: `opened`, or its error's message. */
  readonly answer: Promise<string>;
  readonly #child: ChildProcess;

  constructor(dataDir: string) {
    const source = pathToFileURL(resolve(TEST_BUILD)).href;
    const args = ['--input-type=module', '-e', PROGRAM, source, dataDir];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    this.answer = new Promise((resolve, reject) => {
      child.stdout.once('data', (data: Buffer) => resolve(data.toString()));
      child.once('exit', (code) => reject(new Error(`the process ended without a word: ${code}`)));
    });
  }

  /** Ends it, by default as a crash would. */
  async end(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exited;
  }
}
