import { OUTCOMES, type Outcome, type WrittenOutcome } from './job.js';

export type OutcomeCounts = Record<Outcome, number>;

/** The numbers that people are shown. `done` is the sum of the other three. */
export interface Progress {
  done: number;
  succeeded: number;
  failed: number;
  skipped: number;
}

const SUCCEEDED: readonly Outcome[] = [
  'succeeded',
  'corrected',
  'discarded',
  'restored',
  'erased',
  'succeeded_or_gone',
];

export function noOutcomes(): OutcomeCounts {
  return Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as OutcomeCounts;
}

/** Adds up the outcomes. What is `not_tried` is not done. */
export function progressOf(counts: Readonly<OutcomeCounts>): Progress {
  const progress = { done: 0, succeeded: 0, failed: 0, skipped: 0 };
  for (const outcome of OUTCOMES) {
    if (outcome === 'not_tried') continue;
    progress.done += counts[outcome];
    if (SUCCEEDED.includes(outcome)) progress.succeeded += counts[outcome];
    else if (outcome === 'failed') progress.failed += counts[outcome];
    else progress.skipped += counts[outcome];
  }
  return progress;
}

/** The counts of a job that has ended: every member without an outcome was not tried. */
export function withNotTried(counts: Readonly<OutcomeCounts>, total: number): OutcomeCounts {
  return { ...counts, not_tried: Math.max(0, total - progressOf(counts).done) };
}

/**
 * Whether an outcome is the known end of an attempt at the event: those alone count for the canary and the stop rules.
 * Nobody knows whether a member that is `succeeded_or_gone` was tried, so no job goes on or stops because of it.
 */
export function isAttempt(outcome: WrittenOutcome): boolean {
  return !outcome.startsWith('skipped_') && outcome !== 'gone' && outcome !== 'succeeded_or_gone';
}
