import { defineConfig } from 'vitest/config';

/** Pictures of the console for the documents: `npm run screenshots`. */
export default defineConfig({
  test: {
    include: ['test/screenshots/**/*.shots.ts'],
    setupFiles: ['reflect-metadata'],
    reporters: ['default'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
