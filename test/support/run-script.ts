import { execFile } from 'node:child_process';
import { TEST_BUILD } from './test-build.js';

/** How a script ended, and what it said. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a script of the repository to its end. */
export function runScript(script: string, args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const options = { env: { PATH: process.env.PATH, CXONE_DLQ_BUILD: TEST_BUILD, ...env } };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [script, ...args], options, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}
