import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** What an end-to-end test names that runs on the store of the environment. The others would be the same as in `npm test`. */
const TAKES_S3 = /s3-env|s3-bucket|one-parked/;

const endToEnd = readdirSync('test/e2e')
  .map((name) => `test/e2e/${name}`)
  .filter((path) => path.endsWith('.spec.ts') && TAKES_S3.test(readFileSync(path, 'utf8')));

/** The store contract and the end-to-end tests once more, on a real S3 server (scripts/with-rgw starts it). */
export default defineConfig({
  test: {
    include: ['test/contracts/**/*.spec.ts', 'test/s3/**/*.spec.ts', ...endToEnd],
    setupFiles: ['reflect-metadata'],
    reporters: ['default', './test/support/count-reporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    // A condition is waited for within the test's own time. The default is one second, which a real store exceeds.
    expect: { poll: { timeout: 30_000 } },
  },
});
