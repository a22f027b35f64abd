import type { Clock } from '../../runtime/clock.js';
import type { ObjectStore } from '../object-store.port.js';
import { StoreError } from '../store-error.js';
import { deletesHold, staleDeletes } from './delete-duels.js';
import { PatientCalls } from './patient-calls.js';
import { ProbeObjects } from './probe-objects.js';
import { putsHold } from './put-races.js';

/** The prefix of the probe's objects; no others have it. */
export const PROBE_PREFIX = 'probe/';

export interface ProbeOptions {
  /** A fresh id, so that replicas that start at the same time do not race on the same keys. */
  run: string;
  /** Ends the probe. */
  signal?: AbortSignal | undefined;
}

export interface StoreProbeOptions extends ProbeOptions {
  /** STORE_ATOMIC_DELETE, in whose place no DELETE is probed; `undefined`: the probe finds it out. */
  atomicDelete?: boolean | undefined;
}

export interface ProbeResult {
  /** As in StoreTraits. */
  atomicPut: boolean;
  /** As in StoreTraits. `undefined`: only `probeDeletes` can tell. */
  atomicDelete: boolean | undefined;
  /** The problem of conditional PUTs, where no race showed it. */
  why?: string | undefined;
}

/**
 * Finds out by races whether a store honours the conditions of PUTs, and whether it looks at that of a DELETE at all. It
 * can miss a rare fault, but never reports one that does not exist. It deletes its objects, unless it is cancelled.
 *
 * @throws StoreError when the store gives no usable answer
 */
export function probeStore(
  store: ObjectStore,
  clock: Clock,
  { atomicDelete, ...options }: StoreProbeOptions,
): Promise<ProbeResult> {
  return withObjects(store, clock, options, async (objects) => {
    try {
      const [atomicPut, deletes] = await Promise.all([
        putsHold(objects),
        atomicDelete ?? unlessUnsupported(async () => ((await staleDeletes(objects)) ? false : undefined)),
      ]);
      return { atomicPut, atomicDelete: atomicPut ? deletes : false };
    } catch (error) {
      // A server without conditional requests answers that it has none.
      if (isUnsupported(error)) return { atomicPut: false, atomicDelete: false, why: error.message };
      throw error;
    }
  });
}

/**
 * Finds out whether a store that honours conditional PUTs checks and deletes in one step. That takes a thousand calls, so
 * it is apart. It deletes its objects, unless it is cancelled.
 *
 * @throws StoreError when the store gives no usable answer
 */
export function probeDeletes(store: ObjectStore, clock: Clock, options: ProbeOptions): Promise<boolean> {
  return withObjects(store, clock, options, (objects) => unlessUnsupported(() => deletesHold(objects)));
}

async function withObjects<T>(
  store: ObjectStore,
  clock: Clock,
  { run, signal }: ProbeOptions,
  work: (objects: ProbeObjects) => Promise<T>,
): Promise<T> {
  // The first failure ends the probe, so the other calls of the race are cancelled.
  const over = new AbortController();
  const calls = new PatientCalls(
    clock,
    AbortSignal.any([over.signal, ...(signal === undefined ? [] : [signal])]),
  );
  const objects = new ProbeObjects(store, calls, `${PROBE_PREFIX}${run}`);
  try {
    return await work(objects);
  } finally {
    over.abort(new Error('the probe has ended'));
    await objects.cleanUp();
  }
}

/** A server may support conditions for PUT alone. */
async function unlessUnsupported<T>(deletes: () => Promise<T>): Promise<T | false> {
  try {
    return await deletes();
  } catch (error) {
    if (isUnsupported(error)) return false;
    throw error;
  }
}

function isUnsupported(error: unknown): error is StoreError {
  return error instanceof StoreError && error.unsupported;
}
