import { defineConfig } from 'vitest/config';

/** The examples against the built service. They install their packages, and need a PostgreSQL (scripts/with-postgres). */
export default defineConfig({
  test: {
    include: ['examples/examples.spec.ts'],
    reporters: ['default', './test/support/count-reporter.ts'],
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
