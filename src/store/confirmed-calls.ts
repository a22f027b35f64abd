import type { Clock } from '../runtime/clock.js';
import type { ObjectStore, PutOptions, PutResult, RemoveResult } from './object-store.port.js';
import { AGAIN, repeated, type CallBudget } from './repeated-call.js';
import { sameEtag } from './same-etag.js';
import { StoreError } from './store-error.js';

export type { CallBudget } from './repeated-call.js';

/** A write that is sure of its outcome needs a condition. */
export type ConfirmedPutOptions = Omit<PutOptions, 'signal' | 'condition'> & {
  condition: Exclude<PutOptions['condition'], 'none'>;
};

/**
 * Writes an object and does not guess: where the answer was lost, or the store says that the condition did not hold,
 * the store is read. Equal bytes mean that the write was ours, so every write must have bytes of its own (a fresh
 * `write_id`). A refusal is believed only where the reading shows what the condition forbids; otherwise the write is
 * sent again.
 *
 * @throws StoreError when the write is known to have failed, or nothing could be proven in time
 *   (`outcomeUnknown`).
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

  /** What is there now decides; `undefined`: the condition holds, and our write is not there. */
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
    // The refusal may be the answer to a write of ours that has arrived since we looked, or no answer at all.
    const found = await look(signal);
    if (found !== undefined) return found;
    doubtful = before;
    throw refusedWithoutReason('write');
  }

  return repeated(clock, budget, attempt, () => doubtful);
}

/**
 * Removes an object if it still carries `ifMatch`; a lost answer and every refusal are settled by reading.
 * After a doubtful delete a missing object counts as removed by us.
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

  /** `undefined`: it is there as it was. */
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
  return new StoreError(`the store refused the ${what} though its condition holds`, {
    outcomeUnknown: false,
    retryable: true,
  });
}
