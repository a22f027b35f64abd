import type { DeadLetter, EditKind } from './dead-letter.js';

/** Changes of what the record says; a redrive only makes it due. */
const OF_THE_CONTENT: ReadonlySet<EditKind> = new Set<EditKind>(['hand', 'accept']);

/** Whether somebody has changed what the record says since the service wrote it. */
export function wasEdited({ edits }: Pick<DeadLetter, 'edits'>): boolean {
  return edits.some(({ kind }) => OF_THE_CONTENT.has(kind));
}
