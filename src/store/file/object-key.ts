import { StoreError } from '../store-error.js';

/** What common file systems allow for one name. */
const MAX_SEGMENT_BYTES = 255;

/**
 * Refuses a key that is no safe relative path of plain segments.
 *
 * @throws StoreError (not retryable, nothing was done).
 */
export function assertObjectKey(key: string): void {
  const problem = key.split('/').map(segmentProblem).find(Boolean) ?? encodingProblem(key);
  if (problem === undefined) return;
  throw new StoreError(`invalid object key: ${problem}`, { outcomeUnknown: false, retryable: false });
}

function segmentProblem(segment: string): string | undefined {
  if (segment === '') return 'an empty segment';
  if (segment === '.' || segment === '..') return `a segment "${segment}"`;
  if (segment.includes('\0') || segment.includes('\\')) return 'NUL or a backslash';
  if (Buffer.byteLength(segment) > MAX_SEGMENT_BYTES) return `a segment over ${MAX_SEGMENT_BYTES} bytes`;
  return undefined;
}

/** Half a surrogate pair would come back from the file system as another character. */
function encodingProblem(key: string): string | undefined {
  return Buffer.from(key).toString() === key ? undefined : 'not encodable as UTF-8';
}

/** The order in which S3 lists keys: by UTF-8 bytes. Negative when `a` comes first, 0 when equal. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return utf8Rank(left) - utf8Rank(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above U+FFFF, so they sort after the rest of the 16-bit range. */
function utf8Rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
