import { describe, expect, it } from 'vitest';
import { checkWords } from './check-words.js';

describe('checks in words', () => {
  it('say what is as it should be, and of several which one', () => {
    expect(checkWords('store', { status: 'ok', kind: 's3' })).toBe('The store (s3): as it should be.');
  });

  it('say why something is not', () => {
    expect(checkWords('redis', { status: 'degraded', detail: 'no answer' })).toBe('Redis: no answer.');
    expect(checkWords('targets', { status: 'degraded', open_breakers: ['target:crm'] })).toBe(
      'The targets: retries wait for target:crm.',
    );
    expect(checkWords('new_thing', { status: 'unavailable' })).toBe(
      'new thing: unavailable, without a detail.',
    );
  });
});
