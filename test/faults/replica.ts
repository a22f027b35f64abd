import { StoreError } from '../../src/store/store-error.js';
import type { SweepReport } from '../../src/retry/sweep/sweep.service.js';
import { startCore, type Core, type CorePorts } from '../support/core.js';
import type { SimulatedQueue } from './queue.js';
import type { SimulatedProcess } from './simulated-process.js';
import type { StoreClient } from './store-client.js';
import type { Target } from './target.js';

/** What a replica has of the world outside. */
export interface Surroundings extends Pick<CorePorts, 'clock' | 'random' | 'config' | 'log'> {
  process: SimulatedProcess;
  store: StoreClient;
  target: Target;
  /** Between the replicas; `null`: each tries for itself what is due. */
  queue: SimulatedQueue | null;
  /** Told of each acknowledgement to CXone. */
  onAcknowledged: (identity: string, traceId: string) => void;
}

/** One process of the service, composed of the rooms of the service. */
export interface Replica
  extends
    Pick<Core, 'letters' | 'ingest' | 'accepts' | 'singles' | 'pages' | 'audit' | 'corrections' | 'discards'>,
    Pick<Surroundings, 'process' | 'clock'> {
  jobs: Core['redrives'];
  /** A poll of the catalog and then a sweep, which asks the catalog. */
  sweep: () => Promise<SweepReport>;
}

export async function startReplica(outside: Surroundings): Promise<Replica> {
  const { process, store, target, queue, onAcknowledged, ...ports } = outside;
  const core = await startCore({
    ...ports,
    name: process.name,
    bare: store,
    router: target.routerOf(process),
    acknowledge: async (event, traceId) => onAcknowledged(event.identity, traceId),
    openDispatcher:
      queue === null ? undefined : async (config, parts) => queue.dispatcher(process, config, parts),
  });
  core.dispatcher.start();
  return {
    ...core,
    jobs: core.redrives,
    process,
    clock: ports.clock,
    sweep: async () => {
      await core.scanner.scan(undefined, core.shutdown.signal).catch(ofTheStore);
      return core.sweeps.sweep();
    },
  };
}

/** As CatalogService has it: what was read is kept, and the next listing finds the rest. */
function ofTheStore(error: unknown): void {
  if (!(error instanceof StoreError)) throw error;
}
