import type { Clock } from '../../runtime/clock.js';
import { StoreError } from '../store-error.js';
import type {
  CallOptions,
  GetResult,
  HeadResult,
  ListPage,
  ListQuery,
  ObjectStore,
  PutOptions,
  PutResult,
  RemoveOptions,
  RemoveResult,
  StoredObject,
} from '../object-store.port.js';

/** The port's semantics in memory, for tests: nothing of it outlives the process. */
export class MemoryObjectStore implements ObjectStore {
  readonly kind = 'memory';
  honours = { atomicPut: true, atomicDelete: true };
  readonly objects = new Map<string, Omit<StoredObject, 'storeTime'>>();
  private writes = 0;

  /** @param etagOf where ETags are to follow from the bytes, as S3's do; otherwise each write has one of its own */
  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly etagOf?: (bytes: Uint8Array) => string,
  ) {}

  async put(
    key: string,
    bytes: Uint8Array,
    { condition, metadata, contentType, signal }: PutOptions,
  ): Promise<PutResult> {
    refuseAborted(signal);
    const current = this.objects.get(key);
    const holds =
      condition === 'none' ||
      (condition === 'absent' ? current === undefined : current?.etag === condition.ifMatch);
    if (!holds) return { outcome: 'conflict' };
    const etag = this.etagOf?.(bytes) ?? `"${++this.writes}"`;
    this.objects.set(key, {
      etag,
      bytes: Uint8Array.from(bytes),
      metadata,
      contentType,
      lastModified: this.clock.now(),
    });
    return { outcome: 'stored', etag, versioned: false };
  }

  async get(key: string, { signal }: CallOptions = {}): Promise<GetResult> {
    refuseAborted(signal);
    const object = this.objects.get(key);
    if (object === undefined) return { outcome: 'missing' };
    return { outcome: 'found', object: { ...object, storeTime: this.clock.now() } };
  }

  async head(key: string, { signal }: CallOptions = {}): Promise<HeadResult> {
    refuseAborted(signal);
    const object = this.objects.get(key);
    if (object === undefined) return { outcome: 'missing' };
    const { etag, metadata, lastModified } = object;
    return { outcome: 'found', head: { etag, metadata, lastModified, storeTime: this.clock.now() } };
  }

  async list({ prefix, startAfter, limit }: ListQuery, { signal }: CallOptions = {}): Promise<ListPage> {
    refuseAborted(signal);
    const after = startAfter === undefined ? null : Buffer.from(startAfter);
    const page: ListPage = { entries: [], truncated: false };
    const keys = [...this.objects.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => ({ key, bytes: Buffer.from(key) }))
      .filter(({ bytes }) => after === null || Buffer.compare(bytes, after) > 0)
      .toSorted((a, b) => Buffer.compare(a.bytes, b.bytes));
    for (const { key } of keys) {
      if (page.entries.length >= limit) return { ...page, truncated: true };
      const { etag, bytes, lastModified } = this.objects.get(key)!;
      page.entries.push({ key, etag, size: bytes.length, lastModified });
    }
    return page;
  }

  async remove(key: string, { ifMatch, signal }: RemoveOptions): Promise<RemoveResult> {
    refuseAborted(signal);
    const current = this.objects.get(key);
    if (current === undefined) return { outcome: 'missing' };
    if (current.etag !== ifMatch) return { outcome: 'conflict' };
    this.objects.delete(key);
    return { outcome: 'removed' };
  }

  async close(): Promise<void> {}
}

/** @throws StoreError where nobody waits for the call any more */
export function refuseAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw new StoreError('the call was aborted', {
    outcomeUnknown: false,
    retryable: true,
    cause: signal.reason,
  });
}
