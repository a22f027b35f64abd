import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { endsWithMe } from './ends-with-me.mjs';

const STUB = fileURLToPath(new URL('s3-stub.mjs', import.meta.url));

/**
 * Starts the S3 stub as a process of its own, on a free port.
 * @returns {Promise<import('./start-stub.d.mjs').Stub>}
 */
export async function startStub() {
  const child = spawn(process.execPath, [STUB], { stdio: ['ignore', 'pipe', 'inherit'] });
  endsWithMe(child);
  const url = await new Promise((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk.toString();
      const started = /S3 stub on (\S+)\n/.exec(output);
      if (started) resolve(started[1]);
    });
    child.once('exit', (code) => reject(new Error(`the S3 stub ended with ${code}`)));
  });
  const ask = async (init) => {
    const response = await fetch(`${url}/_control`, init);
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  };
  return {
    url,
    pid: child.pid,
    control: (wish) => ask({ method: 'POST', body: JSON.stringify(wish) }),
    counts: () => ask({}),
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
