import type { Pause } from '../../processing/reservation.js';

/** A dead letter whose retry is due, as the catalog has it. Its record is read when it is tried. */
export interface DueRetry {
  traceId: string;
  key: string;
  /** The target that it was found to wait for, because that target is down; `null`: the attempt finds the target. */
  target: string | null;
  /** The record's ETag as the catalog has it. */
  etag?: string | undefined;
}

/** How the retries that were handed over ended. A retry that no number counts was no longer due. */
export interface DispatchReport {
  /** Tried here, and passed. */
  processed: number;
  /** Tried here, and failed again. */
  failed: number;
  /** Not tried, because their target is down. */
  held: number;
  /** Handed to an engine that has them tried on some replica. Their end is not known here. */
  dispatched: number;
  /** Whether the engine accepts no more, so that the rest is not handed over now. */
  unavailable: boolean;
}

/**
 * Has due retries tried. Every adapter keeps these rules:
 *
 * - Each retry handed over is tried once, soon, by some replica, or not at all. A retry that was not tried is still
 * due, since its record did not change, and a later sweep finds it. So nothing is lost with the engine.
 * - Duplicates are harmless: `RetryService.retryDue` decides by its own reading of the record, and the claim it writes
 *   is the only proof of ownership. A retry that is no longer due when its turn comes costs one read.
 * - No more are tried at once than RETRY_CONCURRENCY, and no more begun than RETRY_RATE_PER_SECOND: of this replica in
 *   process, of all replicas together where an engine stands between them.
 */
export interface RetryDispatcher {
  readonly kind: 'in-process' | 'bullmq';

  /** Begins to try retries that other replicas handed over. */
  start(): void;

  /**
   * Hands retries over in their order. Settles when the last of them has been tried (in process) or accepted by the
   * engine. While all places or the engine's queue are full it waits, which is the backpressure. Never rejects.
   *
   * @param signal aborted: hands over no more, and settles as soon as what has begun here has ended
   */
  dispatch(retries: readonly DueRetry[], signal: AbortSignal): Promise<DispatchReport>;

  /** Why the engine cannot be used at the moment; `null`: it can, or there is none. */
  readonly trouble: string | null;

  /** Begins nothing more, and resolves when the attempts that have begun here are finished. */
  close(): Promise<void>;
}

export const RETRY_DISPATCHER = Symbol('RETRY_DISPATCHER');

/** How one due retry ended. `none`: it was no longer due. */
export type RetryEnd = 'processed' | 'failed' | 'held' | 'none';

/** How long a run may wait for its target, and how it gives its own place back meanwhile. */
export interface RunWait {
  waitMs: number;
  signal: AbortSignal;
  pause: Pause;
}

/** Tries a due retry. Every dispatcher runs it, on any replica. */
export interface RetryRunner {
  /** Whether its target is down, so that it need not be begun. */
  isHeld(retry: DueRetry): boolean;
  /**
   * Tries it, if it is still due. The routes in force give its target first. `held`: the target is down, or had no free
   * place in time. Never rejects.
   *
   * @param wait how long it may wait for a place at its target, and how its own place is given back meanwhile
   */
  run(retry: DueRetry, wait?: RunWait): Promise<RetryEnd>;
}

export function emptyReport(): DispatchReport {
  return { processed: 0, failed: 0, held: 0, dispatched: 0, unavailable: false };
}
