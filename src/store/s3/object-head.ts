import type { ObjectHead } from '../object-store.port.js';
import { StoreError } from '../store-error.js';
import type { S3Answer } from './s3-answer.js';

const METADATA = 'x-amz-meta-';

/** A caller's metadata as headers. */
export function metadataHeaders(metadata: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [METADATA + name, value]));
}

/** What an answer's headers tell about its object. */
export function headOf(answer: S3Answer): ObjectHead {
  const { headers } = answer;
  const metadata = Object.entries(headers)
    .filter(([name]) => name.startsWith(METADATA))
    .map(([name, value]) => [name.slice(METADATA.length), value] as const);
  const lastModified = timeOf(headers['last-modified']) ?? 0;
  return {
    etag: etagOfAnswer(answer, false),
    metadata: Object.fromEntries(metadata),
    lastModified,
    // A server that tells no time makes a lease look fresh, never run out.
    storeTime: timeOf(headers.date) ?? lastModified,
  };
}

/**
 * @param outcomeUnknown whether the answer was to a change, which may have been made.
 * @throws StoreError where there is none.
 */
export function etagOfAnswer({ headers }: S3Answer, outcomeUnknown: boolean): string {
  if (headers.etag !== undefined) return headers.etag;
  throw new StoreError('S3 answered without an ETag', { outcomeUnknown, retryable: false });
}

function timeOf(header: string | undefined): number | undefined {
  const time = header === undefined ? Number.NaN : Date.parse(header);
  return Number.isNaN(time) ? undefined : time;
}
