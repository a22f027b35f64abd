import { defineConfig } from 'vitest/config';

/** The store contract and the end-to-end tests once more, on a real S3 server (scripts/with-rgw starts it). */
export default defineConfig({
  test: {
    include: ['test/contracts/**/*.spec.ts', 'test/e2e/**/*.spec.ts', 'test/s3/**/*.spec.ts'],
    setupFiles: ['reflect-metadata'],
    reporters: ['default', './test/support/count-reporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    // A condition is waited for within the test's own time. The default is one second, which a real store exceeds.
    expect: { poll: { timeout: 30_000 } },
  },
});
