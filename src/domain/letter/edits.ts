import type { DeadLetter, Edit } from './dead-letter.js';

/** Edits kept in a record. */
export const MAX_EDITS_KEPT = 25;

/** Characters of all patches that a record keeps. Where they are more, the oldest edits lose theirs. */
export const MAX_PATCHES_LENGTH = 524_288;

/** Notes a change that no attempt made. */
export function edited(letter: DeadLetter, edit: Edit): DeadLetter {
  return { ...letter, edits: keepEdits([...letter.edits, edit]) };
}

/**
 * Somebody put the object back with another tool.
 *
 * @param at the store's time of that write, milliseconds since the epoch
 */
export function putBackByHand(letter: DeadLetter, at: number): DeadLetter {
  const next = edited(letter, { at, by: 'unknown', kind: 'hand' });
  // The event may be another one than that which a target knows under the key of the latest correction.
  return letter.corrections === 0 ? next : { ...next, corrections: letter.corrections + 1 };
}

/** The latest edits, as many as a record keeps, and as many of their patches. */
export function keepEdits(edits: readonly Edit[]): Edit[] {
  let length = 0;
  return edits
    .slice(-MAX_EDITS_KEPT)
    .toReversed()
    .map(({ patch, ...edit }) => {
      length += patch?.length ?? 0;
      return patch && length <= MAX_PATCHES_LENGTH ? { ...edit, patch } : edit;
    })
    .toReversed();
}
