import { describe, expect, it } from 'vitest';
import { apiQueryOf, eventQueryIn, exportAddress, jobAddress } from './event-query.js';

const read = (query: string) => eventQueryIn(new URLSearchParams(query));

describe('the query of the list of events', () => {
  it('reads filters, and the order with the newest first where none is said', () => {
    expect(read('status=parked&status=pending&text=a+b&page=2&sort=nonsense')).toEqual({
      filters: { status: ['parked', 'pending'], text: ['a b'] },
      sort: 'first_failed_at',
      order: 'desc',
    });
    expect(read('sort=retry_count&order=asc')).toEqual({ filters: {}, sort: 'retry_count', order: 'asc' });
  });

  it('escapes a comma inside a value of a list, and not in the text that is searched', () => {
    expect(apiQueryOf(read('tenant_id=a,b&text=a,b'))).toEqual({
      tenant_id: ['a%2Cb'],
      text: 'a,b',
      sort: 'first_failed_at',
      order: 'desc',
    });
  });

  it('leads to a job and to an export with the same filters', () => {
    const { filters } = read('status=parked&tenant_id=t_1&sort=retry_count');
    expect(jobAddress('retry', filters)).toBe('/jobs/new?action=retry&status=parked&tenant_id=t_1');
    expect(exportAddress('csv', filters)).toBe('/api/v1/dlq/export?format=csv&status=parked&tenant_id=t_1');
  });
});
