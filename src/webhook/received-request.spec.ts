import { describe, expect, it } from 'vitest';
import { receivedFrom } from './received-request.js';

const addressOf = (ip: string | undefined) => receivedFrom({ headers: {}, ip }).remoteAddress;

describe('the address of a sender', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    [' 203.0.113.9 ', '203.0.113.9'],
    ['203.0.113.9:4711', '203.0.113.9'],
    ['2001:db8::1', '2001:db8::1'],
    ['[2001:db8::1]:4711', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['::ffff:127.0.0.1', '::ffff:127.0.0.1'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
  ])('%j is kept as %j', (ip, kept) => expect(addressOf(ip)).toBe(kept));

  it.each([
    undefined,
    '',
    'unknown',
    '_hidden',
    '<script>alert(1)</script>',
    'Jane Doe, +49 170 1234567',
    '203.0.113.9, 10.0.0.1',
    '203.0.113.999',
    '203.0.113.9:99999999',
    `fe80::1%${'a'.repeat(100)}`,
    '1'.repeat(100_000),
  ])('%j is not kept', (ip) => expect(addressOf(ip)).toBeNull());
});
