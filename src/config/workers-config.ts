import type { EnvReader } from './env-reader.js';

/** How the first process tells another which one it is: not for operators. */
export const WORKER_NUMBER = 'CXONE_DLQ_WORKER';

export interface WorkersConfig {
  /** Processes behind the one port, each a replica of its own; 1: this process alone. */
  count: number;
  /** Which of them this is, from 1; `null`: the one that starts them, or the only one. */
  number: number | null;
}

/** The processes on this machine. What is wrong goes to `read.problems`. */
export function workers(read: EnvReader): WorkersConfig {
  const count = read.integer('WORKERS', 1, { min: 1, max: 64 });
  const number = read.integer(WORKER_NUMBER, 0, { min: 0, max: 64 });
  return { count, number: number === 0 ? null : number };
}
