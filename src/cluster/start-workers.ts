import cluster from 'node:cluster';
import type { Config } from '../config/config.js';
import { WORKER_NUMBER } from '../config/variables/replicas.js';
import { SystemClock } from '../runtime/clock.js';
import type { Log } from '../runtime/logger.js';
import { watchHandedConnections } from './handed-connections.js';
import { WorkerFleet, type WorkerHandle } from './worker-fleet.js';

/** Runs this program in several processes behind one port. @returns the exit code, after SIGTERM or SIGINT */
export async function startWorkers(config: Config, log: Log): Promise<number> {
  const { count } = config.workers;
  const fleet = new WorkerFleet(fork, config.http.shutdownTimeoutMs, new SystemClock(), log);
  process.on('SIGTERM', () => fleet.stop());
  process.on('SIGINT', () => fleet.stop());
  log.info('workers_starting', { workers: count });
  return fleet.run(count);
}

function fork(number: number): WorkerHandle {
  const worker = cluster.fork({ [WORKER_NUMBER]: String(number) });
  watchHandedConnections(worker);
  return {
    pid: worker.process.pid,
    kill: (signal) => void worker.process.kill(signal),
    onListening: (listener) => void worker.on('listening', listener),
    onExit: (listener) => void worker.on('exit', listener),
  };
}
