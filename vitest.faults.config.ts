import { defineConfig } from 'vitest/config';

/**
 * The fault simulation with ever new seeds, for FAULTS_MINUTES (5). What it finds it says how to run again:
 * FAULTS_SCENARIO, FAULTS_SEED, FAULTS_DELETE and FAULTS_POINT name one run, whose story is printed.
 */
export default defineConfig({
  test: {
    include: ['test/faults/faults.explore.ts'],
    setupFiles: ['reflect-metadata'],
    reporters: ['default', './test/support/count-reporter.ts'],
  },
});
