import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

export interface PromtoolEnd {
  code: number | null;
  /** What it has written to standard output and standard error. */
  output: string;
}

/** Runs Debian's promtool. `input` is its standard input. */
export async function promtool(args: string[], cwd: string, input = ''): Promise<PromtoolEnd> {
  const child = spawn('promtool', args, { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  child.stdin.end(input);
  const [out, error, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, output: out + error };
}
