import type { Clock } from '../../runtime/clock.js';
import type { ObjectStore, StoreTraits } from '../object-store.port.js';
import { StoreError } from '../store-error.js';
import { deletesHold } from './delete-duels.js';
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
  /** STORE_ATOMIC_DELETE, in whose place no DELETE is probed; `undefined`: the probe finds it out. */
  atomicDelete?: boolean | undefined;
}

export interface ProbeResult extends StoreTraits {
  /** The problem of conditional PUTs, where no race showed it. */
  why?: string | undefined;
}

/**
 * Finds out by races whether a store honours conditions. It can miss a rare fault, but never reports one that does not
 * exist. It deletes its objects, unless it is cancelled.
 *
 * @throws StoreError when the store gives no usable answer
 */
export async function probeStore(
  store: ObjectStore,
  clock: Clock,
  { run, signal, atomicDelete }: ProbeOptions,
): Promise<ProbeResult> {
  // The first failure ends the probe, so the other calls of the race are cancelled.
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
    // A server without conditional requests answers that it has none.
    if (isUnsupported(error)) return { atomicPut: false, atomicDelete: false, why: error.message };
    throw error;
  } finally {
    over.abort(new Error('the probe has ended'));
    await objects.cleanUp();
  }
}

/** A server may support conditions for PUT alone. */
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
