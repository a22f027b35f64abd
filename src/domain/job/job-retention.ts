import type { JobState } from './job.js';

/** A plan that nobody starts is kept for so long, milliseconds. */
export const PLAN_KEPT_MS = 7 * 86_400_000;

/** What the retention of a job looks at. */
export interface KeptJob {
  state: JobState;
  /** Whether a replica works on it. */
  isOwned: boolean;
  /** Milliseconds since the epoch. */
  plannedAt: number;
  /** `null`: it has not ended. */
  endedAt: number | null;
}

/**
 * When a job may be deleted, milliseconds since the epoch.
 *
 * @param keptMs how long jobs are kept after their end; 0: for ever, and plans too
 * @returns `null`: not before its state has changed
 */
export function jobPurgeAt({ state, isOwned, plannedAt, endedAt }: KeptJob, keptMs: number): number | null {
  if (keptMs === 0 || isOwned) return null;
  if (state === 'planned') return plannedAt + PLAN_KEPT_MS;
  if (state === 'running' || state === 'paused' || endedAt === null) return null;
  return endedAt + keptMs;
}
