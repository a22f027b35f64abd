import type { Status } from '../domain/dead-letter.js';

/** How a retry ended. Only `processed` and `failed` were attempts. */
export type RetryOutcome =
  { kind: 'processed'; key: string } | { kind: 'failed'; key: string; error: string } | NoClaim;

/** Why there was nothing to claim. */
export type NoClaim =
  /** Another attempt is under way, or has just won the race for the claim. */
  | { kind: 'leased'; key: string }
  | { kind: 'gone' }
  | { kind: 'not_retryable'; status: Status }
  | { kind: 'unreadable'; reason: string };
