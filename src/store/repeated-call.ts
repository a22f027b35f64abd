import { sleep, type Clock } from '../runtime/clock.js';
import { withDeadline } from '../runtime/deadline.js';
import { StoreError } from './store-error.js';

/** A call to the store, its repeats and the reads that settle doubts included, is given up after this. */
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

/** The attempt settled nothing: try again. */
export const AGAIN = Symbol('AGAIN');

/** A store that asks for less is left alone for so many pauses at most. */
const LONGEST_PAUSE = 16;

/**
 * Calls `attempt` until it gives a result, fails for good, or the budget is spent.
 *
 * @param isDoubtful whether what was sent may have taken effect, though nobody confirmed it
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
      // A request that is under way when the time is over may still take effect.
      outcomeUnknown: unknown || underWay,
      retryable: true,
      overloaded: isOverload(last) && !unknown,
      cause: last ?? error,
    });
  }
}

/** An unknown outcome is settled by looking, which is what the next attempt begins with. */
function mayRepeat(error: unknown, { insists }: CallBudget): boolean {
  if (!(error instanceof StoreError)) return false;
  if (error.overloaded) return insists !== undefined;
  return error.retryable || error.outcomeUnknown || insists === 'all';
}

function isOverload(error: unknown): boolean {
  return error instanceof StoreError && error.overloaded;
}
