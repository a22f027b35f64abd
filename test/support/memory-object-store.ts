import {
  MemoryObjectStore as PlainStore,
  refuseAborted,
} from '../../src/store/memory/memory-object-store.js';
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
    return this.call('put', key, options, (sent) => super.put(key, bytes, sent));
  }

  override get(key: string, options: CallOptions = {}): Promise<GetResult> {
    return this.call('get', key, options, (sent) => super.get(key, sent));
  }

  override head(key: string, options: CallOptions = {}): Promise<HeadResult> {
    return this.call('head', key, options, (sent) => super.head(key, sent));
  }

  override list(query: ListQuery, options: CallOptions = {}): Promise<ListPage> {
    return this.call('list', query.prefix, options, (sent) => super.list(query, sent));
  }

  override remove(key: string, options: RemoveOptions): Promise<RemoveResult> {
    return this.call('remove', key, options, (sent) => super.remove(key, sent));
  }

  /** A call that nobody waits for any more when it begins is refused. One that is under way takes effect, as on S3. */
  private async call<T, O extends CallOptions>(
    call: Call,
    key: string,
    options: O,
    effect: (sent: O) => Promise<T>,
  ): Promise<T> {
    this.calls.push([call, key]);
    refuseAborted(options.signal);
    await this.interference.before?.(call, key);
    const result = await effect({ ...options, signal: undefined });
    await this.interference.after?.(call, key);
    return result;
  }
}
