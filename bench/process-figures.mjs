/** What the kernel counts for a process (Linux): its own CPU and memory, whatever else the machine does. */
import { readFileSync } from 'node:fs';

/** Ticks of the counters in /proc, a second. Linux fixes it at 100 for programs (man 7 time). */
const TICKS = 100;

/**
 * CPU that all threads of the process have used since its start, user and system.
 *
 * @param {number} pid
 * @returns {number} milliseconds, in steps of 10
 */
export function cpuMsOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name in brackets, which may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / TICKS) * 1_000;
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
