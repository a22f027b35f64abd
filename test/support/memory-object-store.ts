import { MemoryObjectStore as PlainStore } from '../../src/store/memory/memory-object-store.js';
import type {
  CallOptions,
  GetResult,
  HeadResult,
  ListPage,
  ListQuery,
  PutOptions,
  PutResult,
  RemoveOptions,
  RemoveResult,
} from '../../src/store/object-store.port.js';

type Call = 'put' | 'get' | 'head' | 'list' | 'remove';

/** What happens at a call before or after it takes effect; throwing makes it fail at that point. */
export interface Interference {
  before?: (call: Call, key: string) => Promise<void> | void;
  after?: (call: Call, key: string) => Promise<void> | void;
}

/** The store in memory, for tests that want to decide what each call does. */
export class MemoryObjectStore extends PlainStore {
  readonly calls: Array<[Call, string]> = [];
  interference: Interference = {};

  /** The number of dead letters; the audit of the service lies beside them. */
  get records(): number {
    return [...this.objects.keys()].filter((key) => key.startsWith('dlq/')).length;
  }

  override put(key: string, bytes: Uint8Array, options: PutOptions): Promise<PutResult> {
    return this.call('put', key, () => super.put(key, bytes, options));
  }

  override get(key: string, options: CallOptions = {}): Promise<GetResult> {
    return this.call('get', key, () => super.get(key, options));
  }

  override head(key: string, options: CallOptions = {}): Promise<HeadResult> {
    return this.call('head', key, () => super.head(key, options));
  }

  override list(query: ListQuery, options: CallOptions = {}): Promise<ListPage> {
    return this.call('list', query.prefix, () => super.list(query, options));
  }

  override remove(key: string, options: RemoveOptions): Promise<RemoveResult> {
    return this.call('remove', key, () => super.remove(key, options));
  }

  private async call<T>(call: Call, key: string, effect: () => Promise<T>): Promise<T> {
    this.calls.push([call, key]);
    await this.interference.before?.(call, key);
    const result = await effect();
    await this.interference.after?.(call, key);
    return result;
  }
}
