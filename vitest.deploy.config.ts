import { defineConfig } from 'vitest/config';

/** What needs Helm (scripts/helm): the chart, the manifests made from it; and the module for Terraform. */
export default defineConfig({
  test: {
    include: ['test/deploy/**/*.spec.ts'],
    setupFiles: ['reflect-metadata'],
    reporters: ['default', './test/support/count-reporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
