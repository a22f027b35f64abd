import type { Clock } from '../runtime/clock.js';
import type { ObjectStore, PutOptions, PutResult, RemoveResult } from './object-store.port.js';
import { AGAIN, repeated, type CallBudget } from './repeated-call.js';
import { sameEtag } from './same-etag.js';
import { StoreError } from './store-error.js';

export type { CallBudget } from './repeated-call.js';

/** A confirmed write needs a condition: without one, a read could not tell who wrote. */
export type ConfirmedPutOptions = Omit<PutOptions, 'signal' | 'condition'> & {
  condition: Exclude<PutOptions['condition'], 'none'>;
};

/**
 * Writes an object and confirms the outcome. When the answer is lost, or the store reports a conflict, the object is
 * read. Equal bytes prove that this write was stored, so every write needs unique bytes (a fresh `write_id`). A
 * conflict counts only if the object that was read contradicts the condition; otherwise the write is sent again.
 *
 * @throws StoreError when the write has failed, or when nothing was proven in time (`outcomeUnknown`).
 */
export async function confirmedPut(
  store: ObjectStore,
  clock: Clock,
  budget: CallBudget,
  key: string,
  bytes: Uint8Array,
  options: ConfirmedPutOptions,
): Promise<PutResult> {
  const { condition } = options;
  let doubtful = false;

  /** Reads the object to decide; `undefined`: the condition holds, and this write is not stored. */
  async function look(signal: AbortSignal): Promise<PutResult | undefined> {
    const seen = await store.get(key, { signal });
    if (seen.outcome === 'missing') return condition === 'absent' ? undefined : { outcome: 'conflict' };
    const { etag, bytes: current } = seen.object;
    if (Buffer.compare(current, bytes) === 0) return { outcome: 'stored', etag, versioned: undefined };
    const unchanged = condition !== 'absent' && sameEtag(condition.ifMatch, etag);
    return unchanged ? undefined : { outcome: 'conflict' };
  }

  async function attempt(signal: AbortSignal): Promise<PutResult | typeof AGAIN> {
    const settled = doubtful ? await look(signal) : undefined;
    if (settled !== undefined) return settled;
    const before = doubtful;
    doubtful = true;
    try {
      const result = await store.put(key, bytes, { ...options, signal });
      if (result.outcome === 'stored') return result;
    } catch (error) {
      doubtful = before || (error instanceof StoreError ? error.outcomeUnknown : true);
      throw error;
    }
    // This write may have been stored after the read, and the conflict may be its own.
    const found = await look(signal);
    if (found !== undefined) return found;
    doubtful = before;
    throw refusedWithoutReason('write');
  }

  return repeated(clock, budget, attempt, () => doubtful);
}

/**
 * Removes an object if its ETag is still `ifMatch`. A lost answer and every refusal are decided by a read. When the
 * outcome of the delete is unknown and the object is missing, it counts as removed by this call.
 *
 * @throws StoreError as `confirmedPut` does.
 */
export async function confirmedRemove(
  store: ObjectStore,
  clock: Clock,
  budget: CallBudget,
  key: string,
  ifMatch: string,
): Promise<RemoveResult> {
  let doubtful = false;

  /** `undefined`: the object is unchanged. */
  async function look(signal: AbortSignal): Promise<RemoveResult | undefined> {
    const seen = await store.head(key, { signal });
    if (seen.outcome === 'missing') return { outcome: doubtful ? 'removed' : 'missing' };
    return sameEtag(seen.head.etag, ifMatch) ? undefined : { outcome: 'conflict' };
  }

  async function attempt(signal: AbortSignal): Promise<RemoveResult> {
    const settled = doubtful ? await look(signal) : undefined;
    if (settled !== undefined) return settled;
    try {
      const result = await store.remove(key, { ifMatch, signal });
      if (result.outcome === 'removed') return result;
    } catch (error) {
      doubtful ||= error instanceof StoreError ? error.outcomeUnknown : true;
      throw error;
    }
    const found = await look(signal);
    if (found !== undefined) return found;
    throw refusedWithoutReason('deletion');
  }

  return repeated(clock, budget, attempt);
}

/** A read that is repeated until the budget is spent. */
export function patientRead<T>(
  clock: Clock,
  budget: CallBudget,
  read: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return repeated(clock, budget, read);
}

/** Nothing was changed. */
function refusedWithoutReason(what: string): StoreError {
  return new StoreError(`the store refused the ${what} although its condition holds`, {
    outcomeUnknown: false,
    retryable: true,
  });
}
