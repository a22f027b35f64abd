/** What the kernel counts for a process (Linux): its own CPU and memory, whatever else the machine does. */
import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of the counters in /proc, a second. Linux fixes it at 100 for programs (man 7 time). */
const TICKS = 100;

/**
 * CPU that all threads of the process have used since its start, user and system.
 *
 * @param {number} pid
 * @returns {number} milliseconds, in steps of 10
 */
export function cpuMsOf(pid) {
  const { own } = statOf(pid);
  return own;
}

/**
 * CPU of the process and of all that it started, those that have ended included.
 *
 * @param {number} pid
 * @returns {number} milliseconds, in steps of 10
 */
export function cpuMsOfTree(pid) {
  const all = runningProcesses();
  const within = new Set([pid]);
  // A process may have a smaller id than the one that started it, so this looks until nothing is added.
  for (let size = 0; size < within.size;) {
    size = within.size;
    for (const { pid: id, parent } of all) if (within.has(parent)) within.add(id);
  }
  return all.reduce((sum, { pid: id, own, ended }) => sum + (within.has(id) ? own + ended : 0), 0);
}

function runningProcesses() {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return [statOf(Number(name))];
    } catch {
      return []; // it has ended meanwhile
    }
  });
}

/** `own` and `ended` (of children that ended) are milliseconds of CPU. */
function statOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name in brackets, which may hold spaces.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const ms = (ticks) => (ticks / TICKS) * 1_000;
  return { pid, parent: fields[1], own: ms(fields[11] + fields[12]), ended: ms(fields[13] + fields[14]) };
}

/**
 * Memory of the process.
 *
 * @param {number} pid
 * @returns {{ now: number, peak: number }} MiB in RAM (RSS), and the most that it ever was
 */
export function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]) / 1_024;
  return { now: mib('VmRSS'), peak: mib('VmHWM') };
}
