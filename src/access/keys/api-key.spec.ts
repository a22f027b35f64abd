import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checksumOf, digestOfKey, newApiKey } from './api-key.js';

describe('newApiKey', () => {
  it('makes keys that a secret scanner can find and check', () => {
    const key = newApiKey(randomBytes);
    expect(key).toMatch(/^cxdlq_[A-Za-z0-9_-]{43}[A-Za-z0-9]{6}$/);
    expect(checksumOf(key.slice(0, -6))).toBe(key.slice(-6));
  });

  it('takes every bit of a key from chance', () => {
    expect(newApiKey(() => Buffer.alloc(32))).toBe(
      `cxdlq_${'A'.repeat(43)}${checksumOf(`cxdlq_${'A'.repeat(43)}`)}`,
    );
    expect(newApiKey(randomBytes)).not.toBe(newApiKey(randomBytes));
  });
});

describe('digestOfKey', () => {
  it('is the hex digest that the key file holds', () => {
    expect(digestOfKey('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
