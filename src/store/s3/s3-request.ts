import { extendedEncodeURIComponent } from '@smithy/core/protocols';
import { remembered } from '../../domain/text/remembered.js';
import type { HeaderList } from './header-list.js';

/** One request to S3 as it is before it is addressed and signed. */
export interface S3Request {
  method: 'DELETE' | 'GET' | 'HEAD' | 'PUT';
  /** Absent where the request is for the bucket. */
  key?: string;
  query?: Record<string, string>;
  headers?: HeaderList;
  body?: Uint8Array;
  /** The SHA-256 of the body in hex, where the caller has it. */
  sha256?: string | undefined;
}

/** Whether the request is to change something. */
export function changes({ method }: S3Request): boolean {
  return method === 'DELETE' || method === 'PUT';
}

/** A key as S3 wants it in a path: the UTF-8 of each segment percent-encoded, slashes kept as they are. */
export function encodeKey(key: string): string {
  const name = key.lastIndexOf('/') + 1;
  return encodeFolder(key.slice(0, name)) + extendedEncodeURIComponent(key.slice(name));
}

/** The dead letters of an hour lie in one folder. */
const encodeFolder = remembered((folder) => folder.split('/').map(extendedEncodeURIComponent).join('/'));

/** The body of a listing: 1,000 keys of 1,024 bytes, each percent-encoded, and as much again. */
const MAX_LISTING_BYTES = 8 * 1_048_576;

/** How long the body of a success may be, bytes. 0: it has none. */
export function maxAnswerBytes({ method, key }: S3Request, maxObjectBytes: number): number {
  if (method !== 'GET') return 0;
  return key === undefined ? MAX_LISTING_BYTES : maxObjectBytes;
}
