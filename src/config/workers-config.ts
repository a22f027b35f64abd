import type { EnvReader } from './env-reader.js';
import { WORKER_NUMBER } from './variables/replicas.js';

export interface WorkersConfig {
  /** Processes behind the one port, each a replica of its own; 1: this process alone. */
  count: number;
  /** Which of them this is, from 1; `null`: the one that starts them, or the only one. */
  number: number | null;
}

/** The processes on this machine. What is wrong goes to `read.problems`. */
export function workers(read: EnvReader): WorkersConfig {
  const count = read.integer('WORKERS');
  const number = read.integer(WORKER_NUMBER);
  return { count, number: number === 0 ? null : number };
}
