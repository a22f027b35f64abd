import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
let runs = 0;

/**
 * Sends events from a process of its own.
 *
 * @param {string} url
 * @param {{ kind?: 'good' | 'failing', count?: number, seconds?: number, connections?: number, signal?: AbortSignal }}
 *   load a number of events, or events for so many seconds; `signal` ends it early, with the figures until then
 * @returns {Promise<{ count: number, perSecond: number, p50: number, p99: number, max: number,
 *   statuses: Record<string, number> }>} latencies in milliseconds
 */
export async function sendLoad(url, { kind = 'good', count, seconds, connections = 64, signal }) {
  const amount = seconds === undefined ? ['--count', String(count)] : ['--seconds', String(seconds)];
  const args = ['--url', url, '--kind', kind, ...amount, '--connections', String(connections)];
  const sending = run(process.execPath, ['bench/load.mjs', ...args, '--run', `${process.pid}-${runs++}`]);
  // The load takes the signal as its end, and still tells its figures.
  signal?.addEventListener('abort', () => sending.child.kill('SIGTERM'), { once: true });
  return JSON.parse((await sending).stdout);
}
