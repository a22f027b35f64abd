import type { World } from '../world.js';

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

export type Colour = keyof typeof CODES;
export type Paint = (colour: Colour, text: string) => string;

/** Colours on a terminal alone, and not where NO_COLOR is set (no-color.org) or the terminal cannot show them. */
export function painter({ out, env }: Pick<World, 'out' | 'env'>): Paint {
  const inColour = out.isTerminal && !env.NO_COLOR && env.TERM !== 'dumb';
  return inColour ? (colour, text) => `\u001b[${CODES[colour]}m${text}\u001b[0m` : (_colour, text) => text;
}
