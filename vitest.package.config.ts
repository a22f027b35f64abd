import { defineConfig } from 'vitest/config';

/** Packs the package and installs it elsewhere: it needs npm's cache or a registry, and most of a minute. */
export default defineConfig({
  test: {
    include: ['test/package/*.spec.ts'],
    reporters: ['default', './test/support/count-reporter.ts'],
    testTimeout: 120_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 100_000 } },
  },
});
