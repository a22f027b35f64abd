/** One problem in SCHEMA_DIR. */
export interface SchemaProblem {
  /** The name of the file, without the directory. */
  file: string;
  /** A JSON pointer (RFC 6901) into it, a line and column, or empty for the whole file. */
  pointer: string;
  problem: string;
}

/** SCHEMA_DIR cannot be used. Holds all its problems. */
export class SchemasRefused extends Error {
  override readonly name = 'SchemasRefused';

  constructor(readonly problems: readonly SchemaProblem[]) {
    super(`the schemas cannot be used:\n${problems.map((problem) => `  - ${lineOf(problem)}`).join('\n')}`);
  }
}

export function lineOf({ file, pointer, problem }: SchemaProblem): string {
  return `${fieldOf({ file, pointer })}: ${problem}`;
}

/** The place of a problem, as one text. */
export function fieldOf({ file, pointer }: Pick<SchemaProblem, 'file' | 'pointer'>): string {
  return pointer === '' ? file : `${file} at ${pointer}`;
}
