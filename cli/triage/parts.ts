import { linesOfCall } from '../api/advice.js';
import { ApiProblem } from '../api/problem.js';

/** What could not be asked for. */
export interface MissingPart {
  what: string;
  why: string;
}

/** The parts of a brief, each of which may fail. */
export class Parts {
  readonly missing: MissingPart[] = [];
  private readonly errors: unknown[] = [];
  private asked = 0;

  /** @returns `null` where the call is refused or fails. @throws what is no failure of a call */
  async of<T>(what: string, call: Promise<T>): Promise<T | null> {
    this.asked += 1;
    try {
      return await call;
    } catch (error) {
      const why = linesOfCall(error)?.join(' ');
      if (why === undefined) throw error;
      this.errors.push(error);
      if (!this.missing.some((part) => part.what === what)) this.missing.push({ what, why });
      return null;
    }
  }

  /** A key that is not taken is not taken anywhere, and a brief without any part is none. */
  assertSome(): void {
    const refused = this.errors.find((error) => error instanceof ApiProblem && error.status === 401);
    if (refused !== undefined) throw refused as Error;
    if (this.errors.length === this.asked) throw this.errors[0] as Error;
  }
}
