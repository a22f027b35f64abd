import type { DeadLetter } from './dead-letter.js';

/** Whether the record says something else than what the service wrote: a correction that was undone does not count. */
export function wasEdited({ edits }: Pick<DeadLetter, 'edits'>): boolean {
  const latest = edits.findLast(({ kind }) => kind === 'correct' || kind === 'undo');
  return latest?.kind === 'correct' || edits.some(({ kind }) => kind === 'hand' || kind === 'accept');
}
