import { KeyLock } from '../file/key-lock.js';
import type * as port from '../object-store.port.js';
import { StoreWrapper, type StoreCall, type StoreResult } from '../store-wrapper.js';

/**
 * Replaces conditions that the store does not honour, within one process: calls for one key run one after another, and
 * a HEAD checks the condition before the change. This is right only while nobody else writes to the bucket
 * (STORE_SINGLE_WRITER).
 */
export class SerialObjectStore extends StoreWrapper {
  private readonly locks = new KeyLock();

  override put(key: string, bytes: Uint8Array, options: port.PutOptions): Promise<port.PutResult> {
    return this.locks.run(key, async () => {
      if (!(await this.holds(key, options))) return { outcome: 'conflict' };
      return this.inner.put(key, bytes, { ...options, condition: 'none' });
    });
  }

  override remove(key: string, options: port.RemoveOptions): Promise<port.RemoveResult> {
    return this.locks.run(key, async () => {
      const seen = await this.inner.head(key, options);
      if (seen.outcome === 'missing') return seen;
      if (seen.head.etag !== options.ifMatch) return { outcome: 'conflict' };
      return this.inner.remove(key, options);
    });
  }

  protected override call<T extends StoreResult>(
    _: StoreCall,
    send: (to: port.ObjectStore) => Promise<T>,
  ): Promise<T> {
    return send(this.inner);
  }

  private async holds(key: string, { condition, signal }: port.PutOptions): Promise<boolean> {
    if (condition === 'none') return true;
    const seen = await this.inner.head(key, { signal });
    if (condition === 'absent') return seen.outcome === 'missing';
    return seen.outcome === 'found' && seen.head.etag === condition.ifMatch;
  }
}
