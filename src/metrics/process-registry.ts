import { collectDefaultMetrics, Registry } from 'prom-client';

let registry: Registry | undefined;

/**
 * What Node and the operating system say of this process (`nodejs_*`, `process_*`). A process has one, however many
 * apps it runs: each would watch the garbage collector and the event loop, and never stop.
 */
export function processRegistry(): Registry {
  if (registry === undefined) {
    registry = new Registry();
    collectDefaultMetrics({ register: registry });
    // Of several workers the library would show none; the latest start shows that one was started again.
    Object.assign(registry.getSingleMetric('process_start_time_seconds') ?? {}, { aggregator: 'max' });
  }
  return registry;
}
