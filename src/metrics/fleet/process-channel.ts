import type { WorkersConfig } from '../../config/workers-config.js';
import type { FleetChannel } from './fleet-scrape.js';

/** The channel from a worker to the process that started it; `null`: this process is the only one. */
export function processChannel({ number }: Pick<WorkersConfig, 'number'>): FleetChannel | null {
  if (number === null || process.send === undefined) return null;
  const send = process.send.bind(process);
  return {
    // Where the first process is gone, this one ends soon.
    send: (message) => void send(message, undefined, undefined, () => {}),
    onMessage: (listener) => void process.on('message', listener),
  };
}
