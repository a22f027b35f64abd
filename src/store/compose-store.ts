import type { Config } from '../config/config.js';
import type { Clock } from '../runtime/clock.js';
import type { Facts } from '../runtime/facts.js';
import type { Log } from '../runtime/logger.js';
import type { NewId } from '../runtime/runtime.module.js';
import { NO_TRACER, type Tracer } from '../runtime/tracer.js';
import { FileObjectStore } from './file/file-object-store.js';
import { LimitedObjectStore } from './limit/limited-object-store.js';
import { MeasuredObjectStore } from './measured-object-store.js';
import type { ObjectStore } from './object-store.port.js';
import { STORE_LINE } from './open-object-store.js';
import { ProvenObjectStore } from './proof/proven-object-store.js';
import { StoreProof } from './proof/store-proof.js';
import { StoreHealth } from './store-health.js';
import { StoreSpace } from './store-space.js';
import { StoreTrial } from './store-trial.js';
import { StoreUse } from './store-use.js';
import { VersionPurge } from './versions/version-purge.js';
import { TracedObjectStore } from './traced-object-store.js';

export interface StoreParts {
  /** The adapter alone. */
  bare: ObjectStore;
  config: Pick<Config, 'store'>;
  clock: Clock;
  newId: NewId;
  facts: Facts;
  log: Log;
  /** Absent: nothing is traced. */
  tracer?: Tracer;
}

export interface Store {
  /** The adapter behind the limits and the proof: what every room uses. */
  objects: ObjectStore;
  /** Deletes the earlier versions of objects, under the same limits. */
  versions: VersionPurge;
  measured: MeasuredObjectStore;
  proof: StoreProof;
  health: StoreHealth;
  space: StoreSpace;
}

/** The store as the service uses it. */
export function composeStore(parts: StoreParts): Store {
  const { bare, config, clock, newId, facts, log, tracer = NO_TRACER } = parts;
  const { store } = config;
  const use = new StoreUse(facts);
  const proof = new StoreProof(bare, store, clock, newId, log);
  const measured = new MeasuredObjectStore(bare, clock, facts);
  const limited = new LimitedObjectStore(measured, { ...STORE_LINE, ...store }, clock);
  const proven = new ProvenObjectStore(limited, proof);
  const objects = tracer.enabled ? new TracedObjectStore(proven, tracer) : proven;
  const trial = new StoreTrial(objects, clock, newId);
  const health = new StoreHealth({ objects, proof, use, trial }, clock, log);
  const disk = bare instanceof FileObjectStore ? () => bare.space() : null;
  const versions = new VersionPurge(objects.versions);
  return { objects, versions, measured, proof, health, space: new StoreSpace(disk, clock) };
}
