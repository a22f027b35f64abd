import { sleep, type Clock } from '../runtime/clock.js';
import { withDeadline } from '../runtime/deadline.js';
import { StoreError } from './store-error.js';

/** The time limit of a call to the store, with its repeats and the reads that decide its outcome. */
export interface CallBudget {
  totalMs: number;
  /** Between a failure and the next try. */
  pauseMs: number;
  /**
   * What is repeated besides passing failures: `overload`: a store that asks for less, at growing intervals; `all`:
   * that, and what is refused for good. For a write whose failure costs a second delivery.
   */
  insists?: 'overload' | 'all';
}

/** The attempt has no result yet: call it again. */
export const AGAIN = Symbol('AGAIN');

/** The longest pause before an overloaded store is called again, as a multiple of the normal pause. */
const LONGEST_PAUSE = 16;

/**
 * Calls `attempt` until it returns a result, fails permanently, or the budget is spent.
 *
 * @param isDoubtful whether a request may have taken effect although no answer confirmed it
 * @throws StoreError of the last failure; its `outcomeUnknown` covers all attempts
 */
export async function repeated<T>(
  clock: Clock,
  budget: CallBudget,
  attempt: (signal: AbortSignal) => Promise<T | typeof AGAIN>,
  isDoubtful: () => boolean = () => false,
): Promise<T> {
  let last: unknown;
  let unknown = false;
  let underWay = false;
  let refusals = 0;
  try {
    return await withDeadline(clock, budget.totalMs, async (signal) => {
      for (;;) {
        let pauses = 1;
        try {
          underWay = true;
          const result = await attempt(signal);
          underWay = false;
          if (result !== AGAIN) return result;
        } catch (error) {
          underWay = false;
          last = error;
          if (error instanceof StoreError) unknown ||= error.outcomeUnknown;
          if (!mayRepeat(error, budget)) throw error;
          if (isOverload(error)) pauses = Math.min(LONGEST_PAUSE, 2 ** refusals++);
        }
        await sleep(clock, pauses * budget.pauseMs, signal);
      }
    });
  } catch (error) {
    if (error === last && !(error instanceof StoreError)) throw error;
    unknown ||= isDoubtful();
    if (error === last && !unknown) throw error;
    const message = last instanceof Error ? last.message : 'the store did not answer';
    throw new StoreError(`${message} (given up)`, {
      // A request that was sent before the time ran out may still take effect.
      outcomeUnknown: unknown || underWay,
      retryable: true,
      overloaded: isOverload(last) && !unknown,
      cause: last ?? error,
    });
  }
}

/** An unknown outcome is decided by a read, and the next attempt begins with that read. */
function mayRepeat(error: unknown, { insists }: CallBudget): boolean {
  if (!(error instanceof StoreError)) return false;
  if (error.overloaded) return insists !== undefined;
  return error.retryable || error.outcomeUnknown || insists === 'all';
}

function isOverload(error: unknown): boolean {
  return error instanceof StoreError && error.overloaded;
}
