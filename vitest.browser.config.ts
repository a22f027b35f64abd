import { defineConfig } from 'vitest/config';

/** The pages in a real browser: Debian's Chromium (scripts/apt-install). */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.spec.ts'],
    setupFiles: ['reflect-metadata'],
    reporters: ['default', './test/support/count-reporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Waiting for a condition is bounded by the test's own time. The default is one second, which a busy machine exceeds.
    expect: { poll: { timeout: 30_000 } },
  },
});
