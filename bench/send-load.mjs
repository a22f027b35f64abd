import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
let runs = 0;

/**
 * @param {string} url
 * @param {{ kind?: 'good' | 'failing', count: number, connections?: number }} load
 * @returns {Promise<{ perSecond: number, p50: number, p99: number, statuses: Record<string, number> }>}
 */
export async function sendLoad(url, { kind = 'good', count, connections = 64 }) {
  const args = ['--url', url, '--kind', kind, '--count', String(count), '--connections', String(connections)];
  const { stdout } = await run(process.execPath, [
    'bench/load.mjs',
    ...args,
    '--run',
    `${process.pid}-${runs++}`,
  ]);
  return JSON.parse(stdout);
}
