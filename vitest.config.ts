import { defineConfig } from 'vitest/config';
import { LongFilesFirst } from './test/support/long-files-first.js';

const BESIDE_THE_CODE = ['src/**/*.spec.ts', 'console/src/**/*.spec.ts'];

export default defineConfig({
  test: {
    projects: [
      // Files share the modules that they load: that is half of the time. So a spec leaves no state in a module.
      { extends: true, test: { name: 'units', include: BESIDE_THE_CODE, isolate: false } },
      {
        extends: true,
        test: {
          name: 'rest',
          include: ['examples/**/*.spec.ts', 'test/**/*.spec.ts'],
          exclude: [
            'test/browser/**',
            'test/s3/**',
            'test/redis/**',
            'test/chaos/**',
            'test/prometheus/**',
            'test/package/**',
            'examples/examples.spec.ts',
            'test/image/**',
            'test/deploy/**',
            'node_modules/**',
          ],
        },
      },
    ],
    setupFiles: ['reflect-metadata'],
    reporters: ['default', './test/support/count-reporter.ts'],
    // Many tests wait for processes and timers. On two cores the default is one file at a time.
    maxWorkers: 2,
    sequence: { sequencer: LongFilesFirst },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Waiting for a condition is bounded by the test's own time. The default is one second, which a busy machine exceeds.
    expect: { poll: { timeout: 15_000 } },
    coverage: { include: ['src/**/*.ts'], exclude: ['src/**/*.spec.ts'] },
  },
});
