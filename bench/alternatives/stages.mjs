import { cpuMsOfTree } from '../process-figures.mjs';
import { sendLoad } from '../send-load.mjs';
import { until } from '../service-under-test.mjs';
import { CONNECTIONS, expectTaken } from '../take-in.mjs';
import { LOOK_MS } from './limits.mjs';

/**
 * @typedef {object} Contender one that runs
 * @property {string} url its webhook is below it
 * @property {number} pid
 * @property {number | null} serverPid of what keeps the events; `null` where the app itself does
 * @property {() => void} flip events that passed fail from now on, or pass again
 * @property {(count: number) => Promise<void>} passed resolves when so many more events were processed
 * @property {() => Promise<number>} dead dead letters
 * @property {(count: number) => Promise<unknown>} redrive resolves when all were processed
 * @property {() => Promise<void>} stop
 *
 * @typedef {object} Stage
 * @property {number} perSecond events
 * @property {number} appMs CPU of the app for each event, milliseconds
 * @property {number} serverMs of its server
 */

/** Code is compiled for so many events before those that count. */
const WARM_UP = 2_000;

/**
 * Takes a contender through the three stages: good events, events that fail, and those redriven.
 *
 * @param {Contender} contender
 * @param {number} count events of each stage
 * @returns {Promise<{ accepted: Stage, deadLettered: Stage, redriven: Stage }>}
 */
export async function stagesOf(contender, count) {
  await stages(contender, Math.min(count, WARM_UP));
  return stages(contender, count);
}

async function stages(contender, count) {
  const accepted = await measured(contender, count, async () => {
    const { perSecond, taken } = await send(contender, count);
    // Its CPU is that of the whole way, so it ends when the last event was processed.
    await contender.passed(taken);
    return perSecond;
  });
  contender.flip();
  const deadLettered = await measured(contender, count, async () => {
    const { taken } = await send(contender, count);
    await until(async () => (await contender.dead()) >= taken, 600_000, LOOK_MS);
  });
  contender.flip();
  const dead = await contender.dead();
  const redriven = await measured(contender, dead, () => contender.redrive(dead));
  const left = await contender.dead();
  if (left > 0) throw new Error(`${left} dead letters are left`);
  return { accepted, deadLettered, redriven };
}

async function send(contender, count) {
  const { perSecond, statuses } = await sendLoad(contender.url, { count, connections: CONNECTIONS });
  return { perSecond, taken: expectTaken(count, statuses) };
}

/** `work` may tell the rate itself; else it is that of the whole stage. */
async function measured({ pid, serverPid }, count, work) {
  const cpu = () => [pid, serverPid].map((id) => (id === null ? 0 : cpuMsOfTree(id)));
  const before = cpu();
  const begunAt = performance.now();
  const told = await work();
  const seconds = (performance.now() - begunAt) / 1_000;
  const [appMs, serverMs] = cpu().map((ms, i) => (ms - before[i]) / count);
  return { perSecond: typeof told === 'number' ? told : count / seconds, appMs, serverMs };
}
