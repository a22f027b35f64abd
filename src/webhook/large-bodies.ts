import { Problem } from '../http/problem.js';
import type { Clock } from '../runtime/clock.js';
import { LoopTurns } from '../runtime/loop-turns.js';

/** Bytes of a body that is read in a turn of its own. */
export const LARGE_BYTES = 32_768;

/** A large body that has waited longer for its turn is refused: the time of its answer would not hold, milliseconds. */
export const MAX_TURN_WAIT_MS = 1_000;

/** Has large bodies read one after the other, with everything else in between: each takes milliseconds. */
export class LargeBodies {
  private readonly turns = new LoopTurns();

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  /**
   * Resolves when the body may be read; a small one at once.
   *
   * @param arrivedAt by the monotonic clock
   * @throws Problem 503 where too many large bodies were before this one. Nothing of it was read.
   */
  async turn(body: Uint8Array, arrivedAt: number): Promise<void> {
    if (body.length < LARGE_BYTES) return;
    await this.turns.next();
    if (this.clock.monotonic() - arrivedAt <= MAX_TURN_WAIT_MS) return;
    throw Problem.overloaded('Too many large events at once; deliver again.');
  }
}
