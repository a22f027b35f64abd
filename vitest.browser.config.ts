import { defineConfig } from 'vitest/config';

/** The pages in a real browser: Debian's Chromium (scripts/apt-install). */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.spec.ts'],
    setupFiles: ['reflect-metadata'],
    reporters: ['default', './test/support/count-reporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
