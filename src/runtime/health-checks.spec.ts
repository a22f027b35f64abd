import { expect, it } from 'vitest';
import { healthOf, HealthChecks } from './health-checks.js';

it('answers with what each check finds, and leaves out what there is nothing to check of', async () => {
  const checks = new HealthChecks();
  checks.add('store', async () => ({ status: 'ok', kind: 'file' }));
  checks.add('redis', () => null);
  checks.add('catalog', () => healthOf('not listed: no end'));
  expect(await checks.all()).toEqual({
    store: { status: 'ok', kind: 'file' },
    catalog: { status: 'degraded', detail: 'not listed: no end' },
  });
});

it('takes each name once', () => {
  const checks = new HealthChecks();
  checks.add('store', () => null);
  expect(() => checks.add('store', () => null)).toThrow('two health checks have the name store');
});
