import { KeyLock } from '../file/key-lock.js';
import type * as port from '../object-store.port.js';

/**
 * Replaces conditions that the store does not honour, within one process: calls for one key run one after another, and
 * a HEAD checks the condition before the change. This is right only while nobody else writes to the bucket
 * (STORE_SINGLE_WRITER).
 */
export class SerialObjectStore implements port.ObjectStore {
  private readonly locks = new KeyLock();

  constructor(private readonly inner: port.ObjectStore) {}

  get kind(): string {
    return this.inner.kind;
  }

  put(key: string, bytes: Uint8Array, options: port.PutOptions): Promise<port.PutResult> {
    return this.locks.run(key, async () => {
      if (!(await this.holds(key, options))) return { outcome: 'conflict' };
      return this.inner.put(key, bytes, { ...options, condition: 'none' });
    });
  }

  remove(key: string, options: port.RemoveOptions): Promise<port.RemoveResult> {
    return this.locks.run(key, async () => {
      const seen = await this.inner.head(key, options);
      if (seen.outcome === 'missing') return seen;
      if (seen.head.etag !== options.ifMatch) return { outcome: 'conflict' };
      return this.inner.remove(key, options);
    });
  }

  get(key: string, options?: port.CallOptions): Promise<port.GetResult> {
    return this.inner.get(key, options);
  }

  head(key: string, options?: port.CallOptions): Promise<port.HeadResult> {
    return this.inner.head(key, options);
  }

  list(query: port.ListQuery, options?: port.CallOptions): Promise<port.ListPage> {
    return this.inner.list(query, options);
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  private async holds(key: string, { condition, signal }: port.PutOptions): Promise<boolean> {
    if (condition === 'none') return true;
    const seen = await this.inner.head(key, { signal });
    if (condition === 'absent') return seen.outcome === 'missing';
    return seen.outcome === 'found' && seen.head.etag === condition.ifMatch;
  }
}
