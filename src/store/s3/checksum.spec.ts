import { describe, expect, it } from 'vitest';
import { checksumHeaders, verifyChecksum, verifyLength } from './checksum.js';

/** The check value of CRC-32/ISO-HDLC: 0xCBF43926. */
const CHECK = { text: '123456789', base64: 'y/Q5Jg==' };

describe('checksums', () => {
  const answer = (checksum?: string) => ({
    status: 200,
    headers: checksum === undefined ? {} : { 'x-amz-checksum-crc32': checksum },
    body: Buffer.from(CHECK.text),
  });

  it('are the CRC32 of the body, most significant byte first', () => {
    expect(checksumHeaders(Buffer.from(CHECK.text))).toEqual([
      'x-amz-checksum-crc32',
      CHECK.base64,
      'x-amz-sdk-checksum-algorithm',
      'CRC32',
    ]);
  });

  it.each([CHECK.base64, undefined, 'AAAAAA==-2'])(
    'are taken where they match or tell of something else: %s',
    (value) => {
      expect(() => verifyChecksum(answer(value))).not.toThrow();
    },
  );

  it('are refused where they differ', () => {
    expect(() => verifyChecksum(answer('AAAAAA=='))).toThrow(
      expect.objectContaining({ name: 'StoreError', retryable: true, outcomeUnknown: false }),
    );
  });
});

const declared = (length?: string) => ({
  status: 200,
  headers: length === undefined ? {} : { 'content-length': length },
  body: Buffer.from(CHECK.text),
});

it.each(['9', undefined])('a body of 9 bytes may be declared as %s', (length) => {
  expect(() => verifyLength(declared(length))).not.toThrow();
});

it.each(['10', '8'])('a body of 9 bytes is not whole where %s are declared', (length) => {
  expect(() => verifyLength(declared(length))).toThrow(`9 of ${length} bytes`);
});
