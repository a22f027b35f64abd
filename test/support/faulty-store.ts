import type {
  PutOptions,
  PutResult,
  RemoveOptions,
  RemoveResult,
} from '../../src/store/object-store.port.js';
import { StoreError } from '../../src/store/store-error.js';
import { MemoryObjectStore } from './memory-object-store.js';
import type { TestClock } from './test-clock.js';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A store whose server has the faults that real ones have. */
export class FaultyStore extends MemoryObjectStore {
  constructor(
    clock: TestClock,
    private readonly fault:
      'none' | 'ignores If-Match' | 'races PUT' | 'races DELETE' | 'ignores DELETE' | '501',
  ) {
    super(clock);
  }

  override async put(key: string, bytes: Uint8Array, options: PutOptions): Promise<PutResult> {
    const { condition } = options;
    if (this.fault === '501' && condition !== 'none') {
      throw new StoreError('501', { outcomeUnknown: false, retryable: false, unsupported: true });
    }
    if (this.fault === 'ignores If-Match' && condition !== 'absent') {
      return super.put(key, bytes, { ...options, condition: 'none' });
    }
    if (this.fault === 'races PUT' && condition !== 'none') {
      const current = this.objects.get(key);
      const holds = condition === 'absent' ? current === undefined : current?.etag === condition.ifMatch;
      await turn();
      return holds ? super.put(key, bytes, { ...options, condition: 'none' }) : { outcome: 'conflict' };
    }
    return super.put(key, bytes, options);
  }

  override async remove(key: string, options: RemoveOptions): Promise<RemoveResult> {
    const current = this.objects.get(key);
    if (this.fault === 'ignores DELETE' || this.fault === 'races DELETE') {
      if (this.fault === 'races DELETE' && current?.etag !== options.ifMatch) return { outcome: 'conflict' };
      await turn();
      return { outcome: this.objects.delete(key) ? 'removed' : 'missing' };
    }
    return super.remove(key, options);
  }
}
