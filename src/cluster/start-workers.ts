import cluster from 'node:cluster';
import type { Config } from '../config/config.js';
import { WORKER_NUMBER } from '../config/variables/replicas.js';
import { SystemClock } from '../runtime/clock.js';
import type { Log } from '../runtime/logger.js';
import { FleetCollector } from '../metrics/fleet/fleet-collector.js';
import { watchHandedConnections } from './handed-connections.js';
import { linkMetrics } from './metrics-link.js';
import { WorkerFleet, type WorkerHandle } from './worker-fleet.js';

/** Runs this program in several processes behind one port. @returns the exit code, after SIGTERM or SIGINT */
export async function startWorkers(config: Config, log: Log): Promise<number> {
  const { count } = config.workers;
  const clock = new SystemClock();
  const metrics = new FleetCollector(count, clock, log);
  const start = (number: number) => fork(number, metrics, log);
  const fleet = new WorkerFleet(start, config.http.shutdownTimeoutMs, clock, log);
  process.on('SIGTERM', () => fleet.stop());
  process.on('SIGINT', () => fleet.stop());
  // What Node itself writes when it ends a worker is no JSON; the worker's own lines are on standard output.
  cluster.setupPrimary({ stdio: ['inherit', 'inherit', 'pipe', 'ipc'] });
  log.info('workers_starting', { workers: count });
  return fleet.run(count);
}

function fork(number: number, metrics: FleetCollector, log: Log): WorkerHandle {
  const worker = cluster.fork({ [WORKER_NUMBER]: String(number) });
  watchHandedConnections(worker);
  linkMetrics(worker, number, metrics);
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
