import { lengthOf, type DeadLetter } from '../domain/dead-letter.js';

/** Doubtful writes that are remembered. The oldest gives way. */
export const MAX_UNCONFIRMED = 10_000;

/** Characters of all of them: while the store is away, large events must not fill the memory. */
export const MAX_UNCONFIRMED_LENGTH = 64 * 1_048_576;

/**
 * Dead letters whose write could not be proven when the answer was due. CXone delivers such an event again, and
 * that delivery joins the write under the same trace id instead of making a second record.
 */
export class UnconfirmedWrites {
  private readonly letters = new Map<string, DeadLetter>();
  private length = 0;

  remember(letter: DeadLetter): void {
    this.forget(letter.event.identity);
    this.letters.set(letter.event.identity, letter);
    this.length += lengthOf(letter);
    for (const oldest of this.letters.keys()) {
      if (this.letters.size <= MAX_UNCONFIRMED && this.length <= MAX_UNCONFIRMED_LENGTH) break;
      this.forget(oldest);
    }
  }

  find(identity: string): DeadLetter | undefined {
    return this.letters.get(identity);
  }

  forget(identity: string): void {
    const letter = this.letters.get(identity);
    if (letter === undefined) return;
    this.letters.delete(identity);
    this.length -= lengthOf(letter);
  }
}
