import { remembered } from '../../domain/text/remembered.js';
import type { ObjectHead } from '../object-store.port.js';
import { StoreError } from '../store-error.js';
import type { HeaderList } from './header-list.js';
import { timeOfHeader } from './header-time.js';
import { answerHeader, type S3Answer } from './s3-answer.js';

const METADATA = 'x-amz-meta-';

// Records have the same few names.
const headerNameOf = remembered((name) => METADATA + name);
const nameInHeader = remembered((header) => header.slice(METADATA.length));

/** A caller's metadata as headers. */
export function metadataHeaders(metadata: Readonly<Record<string, string>>): HeaderList {
  const list: string[] = [];
  for (const name of Object.keys(metadata)) list.push(headerNameOf(name), metadata[name]!);
  return list;
}

/** What an answer's headers tell about its object. */
export function headOf(answer: S3Answer): ObjectHead {
  const metadata: [string, string][] = [];
  for (const header of Object.keys(answer.headers)) {
    if (!header.startsWith(METADATA)) continue;
    metadata.push([nameInHeader(header), answerHeader(answer, header) ?? '']);
  }
  const lastModified = timeOfHeader(answerHeader(answer, 'last-modified')) ?? 0;
  return {
    etag: etagOfAnswer(answer, false),
    metadata: Object.fromEntries(metadata),
    lastModified,
    // A server that tells no time makes a lease look fresh, never run out.
    storeTime: timeOfHeader(answerHeader(answer, 'date')) ?? lastModified,
  };
}

/**
 * @param outcomeUnknown whether the answer was to a change, which may have been made.
 * @throws StoreError where there is none.
 */
export function etagOfAnswer(answer: S3Answer, outcomeUnknown: boolean): string {
  const etag = answerHeader(answer, 'etag');
  if (etag !== undefined) return etag;
  throw new StoreError('S3 answered without an ETag', { outcomeUnknown, retryable: false });
}
