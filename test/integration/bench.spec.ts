import { expect, it } from 'vitest';
import { runScript } from '../support/run-script.js';

it('the benchmark of the catalog runs to its end, on few records', { timeout: 60_000 }, async () => {
  const ended = await runScript('bench/catalog.bench.mjs', [], { BENCH_RECORDS: '300' });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toMatch(/^300 records: .* of heap/);
  expect(ended.stdout).toContain('| the next batch of the sweep, all due');
});
