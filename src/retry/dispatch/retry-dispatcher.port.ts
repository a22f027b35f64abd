import type { Pause } from '../../processing/reservation.js';

/** A dead letter whose retry is due, as the catalog has it. What the record says by then is read when it is tried. */
export interface DueRetry {
  traceId: string;
  key: string;
  /** A target that is down and to which it was found to lead; `null`: where it goes is found when it is tried. */
  target: string | null;
  /** Of the record as the catalog has it. */
  etag?: string | undefined;
}

/** What became of retries that were handed over. Those counted nowhere had nothing to be done any more. */
export interface DispatchReport {
  /** Tried here, and the events are done. */
  processed: number;
  /** Tried here, and failed again. */
  failed: number;
  /** Not tried, because their target is down. */
  held: number;
  /** Handed to an engine that has them tried somewhere; how they end is not known here. */
  dispatched: number;
  /** Whether the engine took no more, and it is no use to hand over the rest now. */
  unavailable: boolean;
}

/**
 * Has due retries tried. What dispatching means, whatever is behind it:
 *
 * - Each retry handed over is tried once, soon, by some replica, or not at all. One that was not tried is still due,
 *   since its record was not touched, and a later sweep finds it. Nothing is lost with the engine.
 * - Duplicates are harmless: `RetryService.retryDue` decides by its own reading of the record, and the claim it writes
 *   is the only proof of ownership. What is no longer due when its turn comes costs one reading.
 * - No more are tried at once than RETRY_CONCURRENCY, and no more begun than RETRY_RATE_PER_SECOND: of this replica in
 *   process, of all replicas together where an engine stands between them.
 */
export interface RetryDispatcher {
  readonly kind: 'in-process' | 'bullmq';

  /** Begins to try what others have handed over, where there are others. */
  start(): void;

  /**
   * Hands retries over in their order. Settles when the last of them has been tried (in process), or has been taken
   * by the engine. Backpressure is that it does not settle before: while all places or the engine's queue are full it
   * waits. Never rejects.
   *
   * @param signal aborted: hands over no more, and settles as soon as what has begun here has ended
   */
  dispatch(retries: readonly DueRetry[], signal: AbortSignal): Promise<DispatchReport>;

  /** Why the engine cannot be used at the moment; `null` where it can, or where there is none. */
  readonly trouble: string | null;

  /** Ends when what has begun here has ended; begins nothing more. */
  close(): Promise<void>;
}

export const RETRY_DISPATCHER = Symbol('RETRY_DISPATCHER');

/** How one due retry ended. `none`: there was nothing to be done. */
export type RetryEnd = 'processed' | 'failed' | 'held' | 'none';

/** How a run may wait for its target. */
export interface RunWait {
  waitMs: number;
  signal: AbortSignal;
  pause: Pause;
}

/** Tries what is due: what every dispatcher runs, on whichever replica. */
export interface RetryRunner {
  /** Whether its target is down, so that it need not be begun. */
  isHeld(retry: DueRetry): boolean;
  /**
   * Tries it, if it is still due. Where it goes is found first, by the routes of now. `held`: its target is down, or
   * had no place in time. Never rejects.
   *
   * @param wait how long it may wait for a place at its target, and how its own place is given back meanwhile
   */
  run(retry: DueRetry, wait?: RunWait): Promise<RetryEnd>;
}

export function emptyReport(): DispatchReport {
  return { processed: 0, failed: 0, held: 0, dispatched: 0, unavailable: false };
}
