/** One problem of a file in PROCESSORS_DIR. */
export interface ProcessorProblem {
  /** The name of the file, without the directory; empty: of the directory itself. */
  file: string;
  /** What was found, or what was expected. */
  problem: string;
}

/** PROCESSORS_DIR cannot be used. Holds all its problems. */
export class ProcessorsRefused extends Error {
  override readonly name = 'ProcessorsRefused';

  constructor(readonly problems: readonly ProcessorProblem[]) {
    super(
      `PROCESSORS_DIR cannot be used:\n${problems.map((problem) => `  - ${lineOf(problem)}`).join('\n')}`,
    );
  }
}

function lineOf({ file, problem }: ProcessorProblem): string {
  return file === '' ? problem : `${file}: ${problem}`;
}
