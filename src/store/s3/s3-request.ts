import { extendedEncodeURIComponent } from '@smithy/core/protocols';

/** One request to S3 as it is before it is addressed and signed. */
export interface S3Request {
  method: 'DELETE' | 'GET' | 'HEAD' | 'PUT';
  /** Absent where the request is for the bucket. */
  key?: string;
  query?: Record<string, string>;
  /** Names in lower case. */
  headers?: Record<string, string>;
  body?: Uint8Array;
}

/** Whether the request is to change something. */
export function changes({ method }: S3Request): boolean {
  return method === 'DELETE' || method === 'PUT';
}

/** A key as S3 wants it in a path: the UTF-8 of each segment percent-encoded, slashes kept as they are. */
export function encodeKey(key: string): string {
  return key.split('/').map(extendedEncodeURIComponent).join('/');
}

/** The body of a listing: 1,000 keys of 1,024 bytes, each percent-encoded, and as much again. */
const MAX_LISTING_BYTES = 8 * 1_048_576;

/** How long the body of a success may be, bytes. 0: it has none. */
export function maxAnswerBytes({ method, key }: S3Request, maxObjectBytes: number): number {
  if (method !== 'GET') return 0;
  return key === undefined ? MAX_LISTING_BYTES : maxObjectBytes;
}
