import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { endsWithMe } from './ends-with-me.mjs';
import { cpuMsOf } from './process-figures.mjs';

const EVENT = JSON.stringify({ event_id: 'evt_first', payload: { interaction_id: 'int_first' } });

/** Between two questions, milliseconds. */
const ASK_AGAIN_MS = 2;

/**
 * @typedef {object} TimedStart
 * @property {number} eventMs from the start of the process until its first event was accepted, milliseconds
 * @property {number} readyMs until `/health/ready` was 200; NaN where that is not asked
 * @property {number} cpuMs what the process has used until then, milliseconds in steps of 10
 */

/**
 * Starts a server, sends it one event until that is accepted, and hands the server on.
 *
 * @param {string[]} args what Node runs
 * @param {Record<string, string>} env
 * @param {{ address: RegExp, hasReady?: boolean }} server `address`: its first group is the address in the output
 * @returns {Promise<TimedStart & { pid: number, url: string, stop: () => Promise<void> }>}
 */
export async function timedStart(args, env, { address, hasReady = false }) {
  const begun = performance.now();
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  endsWithMe(child);
  const url = await addressOf(child, address);
  const agent = new Agent({ keepAlive: true });
  const since = async (path, body) => {
    while ((await statusOf(agent, url + path, body)) !== 200) {
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    }
    return performance.now() - begun;
  };
  const [eventMs, readyMs] = await Promise.all([
    since('/webhook/cxone-data-actions', EVENT),
    hasReady ? since('/health/ready') : NaN,
  ]);
  const cpuMs = cpuMsOf(child.pid);
  agent.destroy();
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  return { eventMs, readyMs, cpuMs, pid: child.pid, url, stop };
}

/** From the start of a process that does nothing to its end, milliseconds. */
export async function timeNothing() {
  const begun = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  return performance.now() - begun;
}

function addressOf(child, address) {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk) => {
      output += chunk.toString();
      const found = address.exec(output);
      if (found === null) return;
      // The log of many events is read, and not kept.
      child.stdout.off('data', read).resume();
      resolve(found[1]);
    };
    child.stdout.on('data', read);
    child.once('exit', (code) => reject(new Error(`it ended with ${code}:\n${output}`)));
  });
}

/** @param {string} [body] absent: it is a GET */
function statusOf(agent, url, body) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const asked = request(url, { agent, method: body === undefined ? 'GET' : 'POST', headers });
    asked.once('response', (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
    });
    asked.once('error', reject);
    asked.end(body);
  });
}
