import { describe, expect, it } from 'vitest';
import { nearestName } from './nearest-name.js';

const KNOWN = ['limit', 'tenant_id', 'event_id', 'error_code', 'min_retry_count', 'text', 'all'];

describe('the nearest known name', () => {
  it.each([
    ['tenant', 'tenant_id'],
    ['tenantId', 'tenant_id'],
    ['tennant_id', 'tenant_id'],
    ['tenant_di', 'tenant_id'],
    ['Limit', 'limit'],
    ['limt', 'limit'],
    ['error', 'error_code'],
    ['min_retries_count', 'min_retry_count'],
    ['txt', 'text'],
  ])('of %s is %s', (name, nearest) => {
    expect(nearestName(name, KNOWN)).toBe(nearest);
  });

  it.each(['', '__', 'x', 'foo', 'constructor', 'l'.repeat(1_000)])('of %j is none', (name) => {
    expect(nearestName(name, KNOWN)).toBeUndefined();
  });
});
