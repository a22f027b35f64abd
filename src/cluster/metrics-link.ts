import type { Worker } from 'node:cluster';
import type { FleetCollector } from '../metrics/fleet/fleet-collector.js';
import { isAboutMetrics } from '../metrics/fleet/fleet-messages.js';

/** Connects a worker that was started with what joins the metrics of all workers. */
export function linkMetrics(worker: Worker, number: number, collector: FleetCollector): void {
  const { heard, left } = collector.join({
    number,
    // Its end is noticed by itself; a message that cannot be sent any more is no error.
    send: (message) => void (worker.isConnected() && worker.send(message, () => {})),
  });
  worker.on('message', (message: unknown) => {
    if (isAboutMetrics(message)) heard(message);
  });
  worker.on('exit', left);
}
