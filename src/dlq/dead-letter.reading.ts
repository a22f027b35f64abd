import type { StoreTimes } from '../domain/letter/lease.js';
import type { Clock } from '../runtime/clock.js';
import { patientRead, type CallBudget } from '../store/confirmed-calls.js';
import { decodeRecord, type Decoded } from './dead-letter.codec.js';
import type { ObjectStore } from '../store/object-store.port.js';
import { StoreError } from '../store/store-error.js';

/**
 * The result of reading a key. `unreadable`: the object exists, but the store refuses to return it, because it is
 * archived or access to its key is denied.
 */
export type Reading =
  | { outcome: 'missing' }
  | { outcome: 'found'; etag: string; bytes: Uint8Array; times: StoreTimes; decoded: Decoded }
  | { outcome: 'unreadable'; reason: string };

/**
 * Reads the object under a key. A bad result counts only when a second read confirms it: a body that does not match its
 * digest may have been damaged in transit, and a single refusal may be the store's mistake. A refusal counts as a
 * refusal of this one object only where the store still lists the object.
 *
 * @throws StoreError when the store gives no usable answer within the budget
 */
export function readRecord(
  objects: ObjectStore,
  clock: Clock,
  budget: CallBudget,
  key: string,
): Promise<Reading> {
  let before: Reading | undefined;
  return patientRead(clock, budget, async (signal) => {
    const { reading, refusal } = await readOnce(objects, key, signal);
    if (isSound(reading)) return reading;
    if (before === undefined || !agree(before, reading)) {
      before = reading;
      throw new StoreError(`the store returned ${key} with different content each time`, {
        outcomeUnknown: false,
        retryable: true,
        cause: refusal,
      });
    }
    if (refusal !== undefined) await confirmListed(objects, key, refusal, signal);
    return reading;
  });
}

async function readOnce(
  objects: ObjectStore,
  key: string,
  signal: AbortSignal,
): Promise<{ reading: Reading; refusal?: StoreError }> {
  try {
    const result = await objects.get(key, { signal });
    if (result.outcome === 'missing') return { reading: result };
    const { bytes, etag, metadata, lastModified, storeTime } = result.object;
    const decoded = decodeRecord(key, bytes, metadata);
    return { reading: { outcome: 'found', etag, bytes, times: { lastModified, storeTime }, decoded } };
  } catch (error) {
    if (!(error instanceof StoreError) || error.retryable || error.overloaded) throw error;
    return { reading: { outcome: 'unreadable', reason: error.message }, refusal: error };
  }
}

function isSound(reading: Reading): boolean {
  if (reading.outcome === 'found') return reading.decoded.kind !== 'corrupt';
  return reading.outcome === 'missing';
}

function agree(one: Reading, other: Reading): boolean {
  if (one.outcome !== 'found' || other.outcome !== 'found') return one.outcome === other.outcome;
  return one.etag === other.etag && Buffer.compare(one.bytes, other.bytes) === 0;
}

/** A store that refuses everything says nothing about this one object. */
async function confirmListed(
  objects: ObjectStore,
  key: string,
  refusal: StoreError,
  signal: AbortSignal,
): Promise<void> {
  try {
    await objects.list({ prefix: key, limit: 1 }, { signal });
  } catch (error) {
    throw error instanceof StoreError && error.retryable ? error : refusal;
  }
}
