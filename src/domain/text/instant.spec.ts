import { describe, expect, it } from 'vitest';
import { instantOf } from './instant.js';

describe('instantOf', () => {
  it.each([
    ['2027-01-31T00:00:00Z', Date.UTC(2027, 0, 31)],
    ['2027-01-31t01:00:00.5+01:00', Date.UTC(2027, 0, 31, 0, 0, 0, 500)],
    ['2028-02-29T00:00:00Z', Date.UTC(2028, 1, 29)],
  ])('reads %j', (text, at) => {
    expect(instantOf(text)).toBe(at);
  });

  it.each([
    '2027-02-31T00:00:00Z',
    '2027-02-29T00:00:00Z',
    '2027-13-01T00:00:00Z',
    '2027-01-31T25:00:00Z',
    '2027-01-31T23:59:60Z',
    '2027-01-31T00:00:00',
    '2027-01-31T00:00Z',
    '2027-01-31',
    ' 2027-01-31T00:00:00Z',
    '',
    1_801_353_600_000,
    null,
  ])('refuses %j', (value) => {
    expect(instantOf(value)).toBeNull();
  });
});
