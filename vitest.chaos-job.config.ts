import { defineConfig } from 'vitest/config';

/** One job on three built replicas that are killed, with an S3 server and a Redis: a round of many minutes. */
export default defineConfig({
  test: {
    include: ['test/redis/job-replicas.spec.ts'],
    setupFiles: ['reflect-metadata'],
    reporters: ['default', './test/support/count-reporter.ts'],
    hookTimeout: 60_000,
  },
});
