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
  const fleet = new WorkerFleet(
    (number) => fork(number, log),
    config.http.shutdownTimeoutMs,
    new SystemClock(),
    log,
  );
  process.on('SIGTERM', () => fleet.stop());
  process.on('SIGINT', () => fleet.stop());
  // What Node itself writes when it ends a worker is no JSON; the worker's own lines are on standard output.
  cluster.setupPrimary({ stdio: ['inherit', 'inherit', 'pipe', 'ipc'] });
  log.info('workers_starting', { workers: count });
  return fleet.run(count);
}

function fork(number: number, log: Log): WorkerHandle {
  const worker = cluster.fork({ [WORKER_NUMBER]: String(number) });
  watchHandedConnections(worker);
  worker.process.stderr?.on('data', (chunk: Buffer) => {
    const text = chunk.toString().trim();
    if (text !== '') log.warn('printed', { stream: 'stderr', text, printed_by: number });
  });
  return {
    pid: worker.process.pid,
    kill: (signal) => void worker.process.kill(signal),
    onListening: (listener) => void worker.on('listening', listener),
    onExit: (listener) => void worker.on('exit', listener),
  };
}
