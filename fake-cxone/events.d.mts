import type { MadeUpEvent } from './shapes.d.mjs';

/** Numbers from 0 to 1 that are the same for the same seed. */
export function seededRandom(seed: number): () => number;

/** A stream of realistic events; a share of them names no interaction. */
export function madeUpEvents(options: {
  seed: number;
  broken: number;
  now?: () => number;
}): Generator<MadeUpEvent, never>;
