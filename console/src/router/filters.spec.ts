import { describe, expect, it } from 'vitest';
import { filtersIn, withFilters } from './filters.js';

describe('filters in the address', () => {
  const query = new URLSearchParams('status=parked&status=pending&tenant_id=&sort=count');

  it('reads several values, and leaves out empty and other parameters', () => {
    expect(filtersIn(query, ['status', 'tenant_id'])).toEqual({ status: ['parked', 'pending'] });
  });

  it('changes what is named, and keeps the rest', () => {
    expect(withFilters('/events', query, { status: null, group: 'v2-1', text: 'a b' })).toBe(
      '/events?sort=count&group=v2-1&text=a+b',
    );
  });
});
