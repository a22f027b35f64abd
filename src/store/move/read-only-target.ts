import type { CallOptions, GetResult, HeadResult, ListPage, ListQuery } from '../object-store.port.js';
import type { ObjectStore, PutResult, ReadableStore, RemoveResult } from '../object-store.port.js';
import { StoreError } from '../store-error.js';

/** The target of a dry run: a write would be a fault of the move, so it fails. */
export class ReadOnlyTarget implements ObjectStore {
  readonly kind = 'read-only';

  /** @param inner `null`: there is no store yet, so it holds nothing */
  constructor(private readonly inner: ReadableStore | null) {}

  async get(key: string, options?: CallOptions): Promise<GetResult> {
    return this.inner === null ? { outcome: 'missing' } : this.inner.get(key, options);
  }

  async head(key: string, options?: CallOptions): Promise<HeadResult> {
    const read = await this.get(key, options);
    if (read.outcome === 'missing') return read;
    const { etag, metadata, lastModified, storeTime } = read.object;
    return { outcome: 'found', head: { etag, metadata, lastModified, storeTime } };
  }

  async list(query: ListQuery, options?: CallOptions): Promise<ListPage> {
    return this.inner === null ? { entries: [], truncated: false } : this.inner.list(query, options);
  }

  put(): Promise<PutResult> {
    return this.refuse();
  }

  remove(): Promise<RemoveResult> {
    return this.refuse();
  }

  async close(): Promise<void> {
    await this.inner?.close();
  }

  private refuse(): Promise<never> {
    throw new StoreError('a dry run writes nothing', { outcomeUnknown: false, retryable: false });
  }
}
