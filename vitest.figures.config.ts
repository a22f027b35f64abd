import { defineConfig } from 'vitest/config';

/** Figures of the console in a real browser: `npm run figures:console`. */
export default defineConfig({
  test: {
    include: ['test/figures/**/*.figures.ts'],
    setupFiles: ['reflect-metadata'],
    reporters: ['default', './test/support/count-reporter.ts'],
    testTimeout: 300_000,
  },
});
