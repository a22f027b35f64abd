import { describe, expect, it } from 'vitest';
import { patternCost } from './linear-pattern.js';

describe('a pattern whose time grows with the text alone', () => {
  it.each([
    '^[A-Z]{2}$',
    '^int_[a-z0-9]+$',
    '^\\d{3}-\\d{4}$',
    '^\\+?\\d{10}$',
    '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}$',
    '^[\\w.-]{1,64}$',
    'abc',
    '^x-',
    '^.*$',
    '',
    '^a\\$',
    '\\.json$',
  ])('is known: %s', (pattern) => {
    expect(patternCost(pattern)).toBeGreaterThan(0);
    expect(() => new RegExp(pattern, 'u')).not.toThrow();
  });

  it.each([
    '^(a+)+$',
    '^(a|a)*$',
    'a+$',
    '^a*a*$',
    '^a?a?a?aaa$',
    '^\\s+\\s+$',
    'a|b',
    '(?=a)',
    '^(?:a)$',
    '\\p{L}',
    '(a)\\1',
    '[a',
    'a{2,3}',
    '^[a-z]{300}$',
    '^[a-z]+[a-z]{1,5}$',
    '^*',
    '^{2}a',
    '^[[a]+]+$',
    '\\b\\b',
    '^a++$',
  ])('is not taken for granted: %s', (pattern) => {
    expect(patternCost(pattern)).toBeNull();
  });
});
