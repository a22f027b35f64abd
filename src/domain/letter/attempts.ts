import type { Attempt, Lease, Trigger } from './dead-letter.js';

/** Attempts kept in a record. */
export const MAX_ATTEMPTS_KEPT = 25;

/** How an attempt went, apart from its failure. */
export interface AttemptReport {
  /** Milliseconds since the epoch. */
  startedAt: number;
  /**
   * The measured duration, milliseconds. Absent: the difference between the start and the time of the record counts.
   */
  durationMs?: number;
  processor: string | null;
}

/** What begins. */
export interface Beginning {
  /** Milliseconds since the epoch. */
  now: number;
  trigger: Trigger;
  /** The replica that makes the attempt. */
  by: string;
  /** The audit's entry of the person who asked for it; absent: nobody did. */
  auditId?: string | null;
  /** The job that it is made for; absent: for none. */
  jobId?: string | null;
}

/** An attempt that begins under this lease. */
export function begun({ now, trigger, by, auditId = null, jobId = null }: Beginning, lease: Lease): Attempt {
  const open = { durationMs: null, processor: null, errorCode: null, error: null };
  const asked = { ...(auditId === null ? {} : { auditId }), ...(jobId === null ? {} : { jobId }) };
  return { at: now, trigger, by, claimId: lease.claimId, ...open, ...asked };
}

/** Milliseconds, at least 0. */
export function durationOf({ durationMs, startedAt }: AttemptReport, now: number): number {
  return Math.max(0, Math.round(durationMs ?? now - startedAt));
}

/** The attempts, with the result of the one that the lease belongs to. */
export function closeLast(
  attempts: readonly Attempt[],
  lease: Lease | null,
  result: Partial<Attempt>,
): Attempt[] {
  return attempts.map((attempt) =>
    lease !== null && attempt.claimId === lease.claimId ? { ...attempt, ...result } : attempt,
  );
}

/** Nobody knows how long the attempt took. */
export function unmeasured(attempt: Attempt): Attempt {
  return { ...attempt, durationMs: null };
}

/** The latest attempts, as many as a record keeps. */
export function keepLatest(attempts: Attempt[]): Attempt[] {
  return attempts.slice(-MAX_ATTEMPTS_KEPT);
}
