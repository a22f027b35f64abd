import { defineConfig } from 'vitest/config';

/** What needs root, and the right to mount: the image's file tree, made by the steps of the Dockerfile, and run. */
export default defineConfig({
  test: {
    include: ['test/image/**/*.spec.ts'],
    setupFiles: ['reflect-metadata'],
    reporters: ['default', './test/support/count-reporter.ts'],
    testTimeout: 120_000,
    hookTimeout: 600_000,
    fileParallelism: false,
    expect: { poll: { timeout: 30_000 } },
  },
});
