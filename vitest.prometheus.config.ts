import { defineConfig } from 'vitest/config';

/** What needs Debian's Prometheus and promtool (scripts/apt-install). */
export default defineConfig({
  test: {
    include: ['test/prometheus/**/*.spec.ts'],
    setupFiles: ['reflect-metadata'],
    reporters: ['default', './test/support/count-reporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 90_000,
    fileParallelism: false,
    expect: { poll: { timeout: 45_000, interval: 250 } },
  },
});
