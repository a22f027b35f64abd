import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { endsWithMe } from '../ends-with-me.mjs';
import { until } from '../service-under-test.mjs';
import { LOOK_MS } from './limits.mjs';

/**
 * Starts a contender on Express with its server, which is gone after `stop`.
 *
 * @param {{ server: string, app: string, env?: Record<string, string> }} contender `server`: the script that starts the
 *   queue's server and runs the app against it
 * @returns {Promise<import('./stages.mjs').Contender>}
 */
export async function startExpress({ server, app, env = {} }) {
  const child = spawn(server, [process.execPath, `bench/alternatives/${app}`], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  endsWithMe(child);
  const ended = once(child, 'exit');
  const {
    listening: url,
    app: pid,
    server: serverPid,
  } = await Promise.race([
    listening(child),
    ended.then(([code]) => {
      throw new Error(`${app} ended with ${code}`);
    }),
  ]);
  const ask = async (path, method = 'GET') => {
    const response = await fetch(url + path, { method });
    if (!response.ok) throw new Error(`${app} ${path}: ${await response.text()}`);
    return response.json();
  };
  let processed = 0;
  const passed = async (count) => {
    processed += count;
    await until(async () => (await ask('/counts')).processed >= processed, 600_000, LOOK_MS);
  };
  return {
    url,
    pid,
    serverPid,
    flip: () => process.kill(pid, 'SIGUSR2'),
    passed,
    dead: async () => (await ask('/dead')).dead,
    redrive: (count) => Promise.all([ask('/redrive', 'POST'), passed(count)]),
    stop: async () => {
      process.kill(pid, 'SIGTERM');
      await ended;
    },
  };
}

/** The first line that tells where the app listens; scripts may print others before it. */
async function listening({ stdout }) {
  for await (const line of createInterface({ input: stdout })) {
    if (line.startsWith('{"listening"')) {
      stdout.resume();
      return JSON.parse(line);
    }
  }
  return new Promise(() => {}); // it has ended, and that is told elsewhere
}
