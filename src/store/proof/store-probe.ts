import type { Clock } from '../../runtime/clock.js';
import type { ObjectStore, StoreTraits } from '../object-store.port.js';
import { StoreError } from '../store-error.js';
import { deletesHold } from './delete-duels.js';
import { PatientCalls } from './patient-calls.js';
import { ProbeObjects } from './probe-objects.js';
import { putsHold } from './put-races.js';

/** Where the probe races; nothing else lies under it. */
export const PROBE_PREFIX = 'probe/';

export interface ProbeOptions {
  /** A fresh id, so that replicas that start at once keep out of each other's way. */
  run: string;
  /** Ends the probe. */
  signal?: AbortSignal | undefined;
  /** What the operator says of conditional DELETEs: then none is sent. `undefined`: it is found out. */
  atomicDelete?: boolean | undefined;
}

export interface ProbeResult extends StoreTraits {
  /** What is wrong with conditional PUTs, where that was not seen by racing. */
  why?: string | undefined;
}

/**
 * Finds out by racing what the conditions of a store are worth. It can miss a fault that shows itself seldom, never
 * see one that is not there. Leaves nothing behind unless it is ended in the middle.
 *
 * @throws StoreError when the store gives no usable answer
 */
export async function probeStore(
  store: ObjectStore,
  clock: Clock,
  { run, signal, atomicDelete }: ProbeOptions,
): Promise<ProbeResult> {
  // Of calls that race, the first failure ends the probe; the others are not to go on behind its back.
  const over = new AbortController();
  const calls = new PatientCalls(
    clock,
    AbortSignal.any([over.signal, ...(signal === undefined ? [] : [signal])]),
  );
  const objects = new ProbeObjects(store, calls, `${PROBE_PREFIX}${run}`);
  try {
    const atomicPut = await putsHold(objects);
    return { atomicPut, atomicDelete: atomicPut && (atomicDelete ?? (await deletesHoldIfKnown(objects))) };
  } catch (error) {
    // A server that has no conditional requests says so.
    if (isUnsupported(error)) return { atomicPut: false, atomicDelete: false, why: error.message };
    throw error;
  } finally {
    over.abort(new Error('the probe has ended'));
    await objects.cleanUp();
  }
}

/** A server may know conditions at PUT alone. */
async function deletesHoldIfKnown(objects: ProbeObjects): Promise<boolean> {
  try {
    return await deletesHold(objects);
  } catch (error) {
    if (isUnsupported(error)) return false;
    throw error;
  }
}

function isUnsupported(error: unknown): error is StoreError {
  return error instanceof StoreError && error.unsupported;
}
