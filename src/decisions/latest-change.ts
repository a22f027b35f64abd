import type { Attempt, DeadLetter, Edit, EditKind } from '../domain/letter/dead-letter.js';

const DONE: Record<EditKind, string> = {
  hand: 'put it back with another tool',
  accept: 'accepted it as it stands',
  redrive: 'made it due again',
  correct: 'corrected it',
  undo: 'undid its correction',
  discard: 'discarded it',
  restore: 'restored it',
};

/** Who changed a dead letter last, and when, as a sentence; empty: nobody knows. For the loser of a race. */
export function latestChange({ attempts, edits }: Pick<DeadLetter, 'attempts' | 'edits'>): string {
  const [attempt, edit] = [attempts.at(-1), edits.at(-1)];
  // An attempt is noted with its begin, and it ends later.
  const ended = attempt === undefined ? -Infinity : attempt.at + (attempt.durationMs ?? 0);
  if (edit !== undefined && edit.at >= ended) return ofEdit(edit);
  return attempt === undefined ? '' : ofAttempt(attempt, ended);
}

function ofEdit({ by, kind, at }: Edit): string {
  return ` ${by || 'Somebody'} ${DONE[kind]} at ${new Date(at).toISOString()}.`;
}

function ofAttempt({ by, trigger, errorCode }: Attempt, ended: number): string {
  const how = errorCode === null ? 'passed' : `failed with ${errorCode}`;
  return ` An attempt (${trigger}, by ${by || 'an unknown replica'}) ${how} at ${new Date(ended).toISOString()}.`;
}
