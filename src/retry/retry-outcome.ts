import type { Status } from '../domain/letter/dead-letter.js';
import type { AttemptEnded } from '../runtime/fact-types.js';

/** Where an attempt went, and how it ended. */
export type Attempted = Pick<AttemptEnded, 'target' | 'errorCode' | 'durationMs'>;

/** What is known of an attempt that did not succeed for certain. */
export interface FailedEnd {
  /** Of the failure; `null`: the event passed. */
  fingerprint: string | null;
  /** How long the target asked to be left alone, milliseconds. */
  retryAfterMs: number | undefined;
  /** Whether the record says how it ended. `false`: the store did not confirm it, and the lease stands. */
  settled: boolean;
}

/** How a retry ended. Only `processed` and `failed` were attempts. */
export type RetryOutcome =
  | { kind: 'processed'; key: string; attempted: Attempted }
  | { kind: 'failed'; key: string; error: string; attempted: Attempted; end: FailedEnd }
  | NoClaim;

/** With ORDER_BY: an older event comes first. `by`: its key. */
export interface Blocked {
  kind: 'blocked';
  by: string;
}

/** Not tried: the target is down (for the schedule's retries alone), or has no free place. */
export interface NoPlace {
  kind: 'held' | 'busy';
  target: string;
}

/** Not tried by a page: its time was over, or the page is not for the record any more. */
export interface NotInPage {
  kind: 'not_begun' | 'not_meant';
}

/** Why the record could not be claimed. */
export type NoClaim =
  /** Another attempt holds the record, or has just won the race for the claim. */
  | { kind: 'leased'; key: string }
  | { kind: 'gone' }
  | { kind: 'not_retryable'; status: Status }
  | { kind: 'unreadable'; reason: string }
  /** The store does not hand it out, or a newer version wrote it. */
  | { kind: 'denied'; reason: string };
