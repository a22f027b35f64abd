import type { CallOptions } from './call-options.js';
import type { ObjectVersions } from './versions/object-versions.port.js';

/**
 * The object store as the service needs it: S3's semantics, without S3's types.
 *
 * - A write is durable when `put` has returned `stored`.
 * - `get` and `list` see every write that was confirmed before they were called.
 * - Of any number of concurrent conditional writes on one key, exactly one is `stored`.
 * - ETags are opaque: equal means unchanged, nothing else follows from them.
 */
export interface ObjectStore {
  /** What it is, for logs and health: `file`, `s3`. */
  readonly kind: string;

  /**
   * Which conditions the store honours, where the adapter knows that. Absent: the service proves it by racing (proof/).
   */
  readonly honours?: StoreTraits;

  /** Earlier versions of the objects. Absent: the store keeps none. */
  readonly versions?: ObjectVersions;

  /** Writes a whole object if `condition` holds. `conflict`: the condition did not hold, nothing was written. */
  put(key: string, bytes: Uint8Array, options: PutOptions): Promise<PutResult>;

  get(key: string, options?: CallOptions): Promise<GetResult>;

  head(key: string, options?: CallOptions): Promise<HeadResult>;

  /**
   * Lists keys after `startAfter`, in ascending order of their UTF-8 bytes. Some S3 servers break that order, so a
   * caller must check it.
   */
  list(query: ListQuery, options?: CallOptions): Promise<ListPage>;

  /**
   * Deletes the object if its ETag is `ifMatch`. Some S3 servers do not check and delete in one step, so a caller must
   * not rely on this condition alone.
   */
  remove(key: string, options: RemoveOptions): Promise<RemoveResult>;

  /** Releases sockets, locks and handles. The store must not be used afterwards. */
  close(): Promise<void>;
}

/** Which conditions a store honours when several writers use one key at the same time. */
export interface StoreTraits {
  /** Of concurrent conditional PUTs one is stored, and a stale condition is refused. */
  atomicPut: boolean;
  /** A conditional DELETE checks and deletes in one step, so that it cannot win beside a PUT. */
  atomicDelete: boolean;
}

export const OBJECT_STORE = Symbol('OBJECT_STORE');

export type { CallOptions };

export interface PutOptions extends CallOptions {
  /**
   * `absent`: only if the key has no object. `ifMatch`: only if the object still has this ETag. `none`: always, for a
   * caller that has checked by itself.
   */
  condition: 'absent' | 'none' | { ifMatch: string };
  contentType: string;
  /** Names in lower case; values printable ASCII. */
  metadata: Readonly<Record<string, string>>;
  /** The SHA-256 of the bytes in hex, where the caller has it: a store that sends one need not make it again. */
  sha256?: string | undefined;
}

export interface RemoveOptions extends CallOptions {
  ifMatch: string;
}

export interface ObjectHead {
  etag: string;
  metadata: Readonly<Record<string, string>>;
  /** The store's clock at the last write, milliseconds since the epoch; a second's resolution on S3. */
  lastModified: number;
  /** The store's clock at this answer, milliseconds since the epoch; a second's resolution on S3. */
  storeTime: number;
}

export interface StoredObject extends ObjectHead {
  bytes: Uint8Array;
  contentType: string;
}

/** A store that is only read. */
export type ReadableStore = Pick<ObjectStore, 'kind' | 'get' | 'list' | 'close'>;

export interface ListQuery {
  prefix: string;
  startAfter?: string | undefined;
  /** `continuation` of the previous page of the same query. */
  continuation?: string | undefined;
  /** The most keys on a page. A store may return fewer, or none although more follow. */
  limit: number;
}

export interface ListEntry {
  key: string;
  etag: string;
  size: number;
  lastModified: number;
}

export interface ListPage {
  entries: ListEntry[];
  /** Whether more keys follow; `undefined`: the store did not say. */
  truncated: boolean | undefined;
  /** An opaque position where the next page starts. Absent: the next page starts after this page's last key. */
  continuation?: string | undefined;
}

/** `versioned`: whether the store keeps earlier versions; `undefined`: the answer did not say. */
export type PutResult =
  { outcome: 'stored'; etag: string; versioned: boolean | undefined } | { outcome: 'conflict' };
export type GetResult = { outcome: 'found'; object: StoredObject } | { outcome: 'missing' };
export type HeadResult = { outcome: 'found'; head: ObjectHead } | { outcome: 'missing' };
export type RemoveResult = { outcome: 'removed' } | { outcome: 'missing' } | { outcome: 'conflict' };
