import { sleep, type Clock } from '../runtime/clock.js';
import { withDeadline } from '../runtime/deadline.js';
import type { ObjectStore, PutOptions, PutResult, RemoveResult } from './object-store.port.js';
import { StoreError } from './store-error.js';

/** A call to the store, its repeats and the reads that settle doubts included, is given up after this. */
export interface CallBudget {
  totalMs: number;
  /** Between a failure and the next try. */
  pauseMs: number;
}

/** A write that is sure of its outcome needs a condition. */
export type ConfirmedPutOptions = Omit<PutOptions, 'signal' | 'condition'> & {
  condition: Exclude<PutOptions['condition'], 'none'>;
};

/**
 * Writes an object and does not guess: where the answer was lost, the store is read. Equal bytes mean that the
 * write was ours, so every write must have bytes of its own (a fresh `write_id`).
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
  let doubtful = false;
  return repeated(clock, budget, async (signal) => {
    if (doubtful) {
      const seen = await store.get(key, { signal });
      if (seen.outcome === 'found') {
        const { etag, bytes: current } = seen.object;
        if (Buffer.compare(current, bytes) === 0) return { outcome: 'stored', etag, versioned: undefined };
        if (options.condition === 'absent' || options.condition.ifMatch !== etag) {
          return { outcome: 'conflict' };
        }
      } else if (options.condition !== 'absent') {
        return { outcome: 'conflict' };
      }
    }
    const before = doubtful;
    doubtful = true;
    try {
      const result = await store.put(key, bytes, { ...options, signal });
      // Sent twice: the first may have arrived after we looked, and be what this one ran into.
      if (result.outcome === 'conflict' && before) return AGAIN;
      return result;
    } catch (error) {
      doubtful = before || (error instanceof StoreError ? error.outcomeUnknown : true);
      throw error;
    }
  });
}

/**
 * Removes an object if it still carries `ifMatch`; a lost answer is settled by reading.
 * After a doubtful delete a missing object counts as removed by us.
 */
export async function confirmedRemove(
  store: ObjectStore,
  clock: Clock,
  budget: CallBudget,
  key: string,
  ifMatch: string,
): Promise<RemoveResult> {
  let doubtful = false;
  return repeated(clock, budget, async (signal) => {
    if (doubtful) {
      const seen = await store.head(key, { signal });
      if (seen.outcome === 'missing') return { outcome: 'removed' };
      if (seen.head.etag !== ifMatch) return { outcome: 'conflict' };
    }
    try {
      return await store.remove(key, { ifMatch, signal });
    } catch (error) {
      doubtful ||= error instanceof StoreError ? error.outcomeUnknown : true;
      throw error;
    }
  });
}

/** A read that is repeated until the budget is spent. */
export function patientRead<T>(
  clock: Clock,
  budget: CallBudget,
  read: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return repeated(clock, budget, read);
}

const AGAIN = Symbol('AGAIN');

async function repeated<T>(
  clock: Clock,
  budget: CallBudget,
  attempt: (signal: AbortSignal) => Promise<T | typeof AGAIN>,
): Promise<T> {
  let last: unknown;
  let unknown = false;
  let underWay = false;
  try {
    return await withDeadline(clock, budget.totalMs, async (signal) => {
      for (;;) {
        try {
          underWay = true;
          const result = await attempt(signal);
          underWay = false;
          if (result !== AGAIN) return result;
        } catch (error) {
          underWay = false;
          last = error;
          if (error instanceof StoreError) unknown ||= error.outcomeUnknown;
          if (!mayRepeat(error)) throw error;
        }
        await sleep(clock, budget.pauseMs, signal);
      }
    });
  } catch (error) {
    if (error === last && !unknown) throw error;
    const message = last instanceof Error ? last.message : 'the store did not answer';
    throw new StoreError(`${message} (given up)`, {
      // A request that is under way when the time is over may still take effect.
      outcomeUnknown: unknown || underWay,
      retryable: true,
      overloaded: last instanceof StoreError && last.overloaded && !unknown,
      cause: last ?? error,
    });
  }
}

/** Asked for less, or refused for good: no repeat. */
function mayRepeat(error: unknown): boolean {
  return error instanceof StoreError && error.retryable && !error.overloaded;
}
