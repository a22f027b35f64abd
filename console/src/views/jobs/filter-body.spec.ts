import { describe, expect, it } from 'vitest';
import { filterBody, filtersOf, filterWords } from './filter-body.js';

describe('the filter of a job', () => {
  const filters = {
    status: ['parked', 'pending'],
    edited: ['false'],
    min_retry_count: ['2'],
    from: ['2024-10-23T14:00:00Z'],
  };

  it('has numbers and truth values as such', () => {
    expect(filterBody(filters)).toEqual({
      status: ['parked', 'pending'],
      edited: false,
      min_retry_count: 2,
      from: '2024-10-23T14:00:00Z',
    });
  });

  it('is read back from a job', () => {
    expect(filtersOf(filterBody(filters))).toEqual(filters);
  });

  it('reads as a sentence', () => {
    expect(filterWords(filters)).toEqual([
      'with the status parked or pending',
      'that nobody has changed',
      'retried at least 2 times',
      'that failed at 2024-10-23T14:00:00Z or later',
    ]);
  });
});
