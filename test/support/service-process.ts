import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { TEST_BUILD } from './test-build.js';

export interface ServiceProcess {
  url: string;
  process: ChildProcess;
  /** Everything it has written so far. */
  output(): string;
  /** Sends a signal and waits for the end; the exit code, or the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
}

/** The program in its modules, which what is preloaded can change. */
export const UNBUNDLED = 'run.js';

/** Starts the built service as a process of its own, on a free port, and waits until it says that it runs. */
export async function startService(
  env: Record<string, string>,
  args: string[] = [],
  /** What runs Node, such as a shell that sets limits first. */
  runner: string[] = [],
  program = 'main.js',
): Promise<ServiceProcess> {
  const words: string[] = [...runner, process.execPath, ...args, `${TEST_BUILD}/${program}`];
  const child = spawn(words[0]!, words.slice(1), {
    env: { PATH: process.env.PATH, PORT: '0', RETRY_SWEEP_ENABLED: 'false', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const started = /"api":"([^"]+)\/api\/v1\/dlq"/.exec(output);
      if (started) resolve(started[1]!);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`the service ended with ${code}:\n${output}`)));
  });
  return {
    url,
    process: child,
    output: () => output,
    end: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode;
      child.kill(signal);
      await once(child, 'exit');
      return child.exitCode ?? child.signalCode;
    },
  };
}
