import { crc32 } from 'node:zlib';
import { StoreError } from '../store-error.js';
import type { HeaderList } from './header-list.js';
import { answerHeader, type S3Answer } from './s3-answer.js';

const CRC32 = 'x-amz-checksum-crc32';

/** Headers by which the server checks a body, keeps its checksum, and gives it back with the object. */
export function checksumHeaders(bytes: Uint8Array): HeaderList {
  // Ceph heeds the value only beside the algorithm's name.
  return [CRC32, checksum(bytes), 'x-amz-sdk-checksum-algorithm', 'CRC32'];
}

/** The header that asks for the checksum kept with an object. */
export const ASK_FOR_CHECKSUM: HeaderList = ['x-amz-checksum-mode', 'ENABLED'];

/**
 * Checks the body of an answer by the checksum that came with it, where one of the whole object did.
 *
 * @throws StoreError when they do not match.
 */
export function verifyChecksum(answer: S3Answer): void {
  const expected = answerHeader(answer, CRC32);
  // Of an upload in parts there is a checksum of checksums: `<base64>-<parts>`.
  if (expected === undefined || expected.includes('-') || expected === checksum(answer.body)) return;
  throw new StoreError('the body of the answer from S3 does not match its checksum', {
    outcomeUnknown: false,
    retryable: true,
  });
}

/**
 * Checks that the body of an answer is as long as the answer says.
 *
 * @throws StoreError when it is not.
 */
export function verifyLength(answer: S3Answer): void {
  const { length } = answer.body;
  const declared = answerHeader(answer, 'content-length');
  if (declared === undefined || Number(declared) === length) return;
  throw new StoreError(`the body of the answer from S3 has ${length} of ${declared} bytes`, {
    outcomeUnknown: false,
    retryable: true,
  });
}

function checksum(bytes: Uint8Array): string {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(crc32(bytes));
  return value.toString('base64');
}
