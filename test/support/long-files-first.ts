import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take a minute or more. Were they the last ones to begin, the others would be done long before them. */
const LONG = [
  'test/faults/faults.spec.ts',
  'test/integration/masking.properties.spec.ts',
  'test/docs/commands.spec.ts',
  'test/e2e/process.spec.ts',
  'test/e2e/workers.spec.ts',
  'test/integration/build.spec.ts',
];

/** Begins with the files that take longest. Without what an earlier run has measured, vitest begins with the largest. */
export class LongFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONG.some((path) => moduleId.endsWith(path));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
