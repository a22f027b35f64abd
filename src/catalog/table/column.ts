/** Rows of one block. Growing by blocks copies nothing, so that no growth keeps others from the event loop. */
export const BLOCK_ROWS = 1_024;

/** Whether a value is wanted. */
export type Fits<T> = (value: T) => boolean;

/**
 * Offsets of the rows of a block that are still wanted, in ascending order. Whoever narrows them down moves those that
 * stay to the front, and returns how many they are.
 */
export type Chosen = Uint16Array;

/** A place for a text of each row, all of them empty. */
export function emptyTexts(): Array<string | null> {
  return Array.from<string | null>({ length: BLOCK_ROWS }).fill(null);
}

/** One field of all rows of a block. Offsets go from 0 to BLOCK_ROWS - 1. */
export interface Column<T> {
  get(offset: number): T;
  set(offset: number, value: T): void;
  /** @param count how many of `chosen` are still wanted @returns how many of them fit; they are in front then */
  narrow(chosen: Chosen, count: number, fits: Fits<T>): number;
}
