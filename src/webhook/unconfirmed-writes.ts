import type { DeadLetter } from '../domain/dead-letter.js';

/** Doubtful writes that are remembered. The oldest gives way. */
export const MAX_UNCONFIRMED = 10_000;

/**
 * Dead letters whose write could not be proven when the answer was due. CXone delivers such an event again, and
 * that delivery joins the write under the same trace id instead of making a second record.
 */
export class UnconfirmedWrites {
  private readonly letters = new Map<string, DeadLetter>();

  remember(letter: DeadLetter): void {
    this.letters.set(letter.event.identity, letter);
    const oldest = this.letters.keys().next();
    if (this.letters.size > MAX_UNCONFIRMED && !oldest.done) this.letters.delete(oldest.value);
  }

  find(identity: string): DeadLetter | undefined {
    return this.letters.get(identity);
  }

  forget(identity: string): void {
    this.letters.delete(identity);
  }
}
