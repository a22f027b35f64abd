import { cpuMsOf, memoryOf } from './process-figures.mjs';
import { sendLoad } from './send-load.mjs';

/** So many deliveries at once. */
export const CONNECTIONS = 64;

/** On a very busy machine a write is not confirmed in time now and then, and the event is refused. */
const WORTH_TELLING = 0.001;
const TOO_MANY = 0.1;

/**
 * Sends events to a server that runs, and tells what they took.
 *
 * @param {{ url: string, pid: number }} server
 * @param {Parameters<typeof sendLoad>[1]} load
 * @param {(pid: number) => number} [cpuOf] milliseconds of CPU until now; `cpuMsOfTree` where it has several processes
 * @returns {Promise<{ perSecond: number, p50: number, p99: number, max: number, cpuMs: number, peak: number }>}
 *   latencies and CPU for each event in milliseconds; `peak`: the most memory until now, MiB
 * @throws Error where many events were refused
 */
export async function takeIn(server, load, cpuOf = cpuMsOf) {
  const before = cpuOf(server.pid);
  const { count, statuses, ...figures } = await sendLoad(server.url, { connections: CONNECTIONS, ...load });
  const cpuMs = (cpuOf(server.pid) - before) / count;
  expectTaken(count, statuses);
  return { ...figures, cpuMs, peak: memoryOf(server.pid).peak };
}

/**
 * @param {number} count events that were sent
 * @param {Record<string, number>} statuses how many got which answer
 * @returns {number} events that were accepted
 * @throws Error where many were refused
 */
export function expectTaken(count, statuses) {
  const taken = statuses[200] ?? 0;
  const refused = 1 - taken / count;
  const answers = `answers to ${count} events: ${JSON.stringify(statuses)}`;
  if (refused > TOO_MANY) throw new Error(answers);
  if (refused > WORTH_TELLING) process.stderr.write(`the machine is too busy: ${answers}\n`);
  return taken;
}
