import { describe, expect, it } from 'vitest';
import { LoopTurns } from './loop-turns.js';

describe('turns', () => {
  it('are given one in a round of the event loop, in the order of asking', async () => {
    const turns = new LoopTurns();
    const rounds: number[] = [];
    let round = 0;
    let counting = true;
    const count = () => {
      round++;
      if (counting) setImmediate(count);
    };
    setImmediate(count);
    await Promise.all([1, 2, 3].map(() => turns.next().then(() => rounds.push(round))));
    counting = false;
    expect(new Set(rounds).size).toBe(3);
    expect(rounds).toEqual(rounds.toSorted((a, b) => a - b));
    await turns.next();
  });
});
