import { createHash } from 'node:crypto';

/** From 0 to 1, 1 excluded: the same for the same names, whatever else was asked and in which order. */
export type Chance = (...names: ReadonlyArray<string | number>) => number;

/**
 * Chance that hangs on `seed` alone. Real processes never interleave twice in the same way, so a generator with
 * a state would give every later decision another value; named decisions stay what they were.
 */
export function seeded(seed: string): Chance {
  return (...names) => {
    const digest = createHash('sha256').update(JSON.stringify([seed, ...names]));
    return digest.digest().readUInt32BE() / 2 ** 32;
  };
}

/** @param random from 0 to 1, 1 excluded */
export function between(min: number, max: number, random: number): number {
  return Math.floor(min + random * (max - min));
}

/** One of the names, each with its weight. */
export function weighted<T extends string>(weights: Readonly<Record<T, number>>, random: number): T {
  const entries = Object.entries<number>(weights) as Array<[T, number]>;
  let left = random * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight] of entries) {
    left -= weight;
    if (left < 0) return name;
  }
  return entries.at(-1)![0];
}
