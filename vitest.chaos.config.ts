import { defineConfig } from 'vitest/config';

/** Real processes, killed and stopped, on a real S3 server (scripts/with-rgw starts it). */
export default defineConfig({
  test: {
    include: ['test/chaos/**/*.spec.ts'],
    reporters: ['default', './test/support/count-reporter.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // Waiting for a condition is bounded by the test's own time. The default is one second, which a busy machine exceeds.
    expect: { poll: { timeout: 60_000 } },
    fileParallelism: false,
  },
});
