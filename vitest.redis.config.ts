import { defineConfig } from 'vitest/config';

/** What needs a Redis (scripts/with-redis starts it); replicas on one bucket need an S3 server too (scripts/with-rgw). */
export default defineConfig({
  test: {
    include: ['test/redis/**/*.spec.ts'],
    // A round with kills takes minutes: npm run test:chaos:job.
    exclude: ['test/redis/job-replicas.spec.ts'],
    setupFiles: ['reflect-metadata'],
    reporters: ['default', './test/support/count-reporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Waiting for a condition is bounded by the test's own time. The default is one second, which a busy machine exceeds.
    expect: { poll: { timeout: 30_000 } },
    fileParallelism: false,
  },
});
