import type {
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
} from '../../src/store/object-store.port.js';
import type { Clock } from '../../src/runtime/clock.js';

type Call = 'put' | 'get' | 'head' | 'list' | 'remove';

/** What happens at a call before or after it takes effect; throwing makes it fail at that point. */
export interface Interference {
  before?: (call: Call, key: string) => Promise<void> | void;
  after?: (call: Call, key: string) => Promise<void> | void;
}

/** The port's semantics in memory, for tests that want to decide what each call does. */
export class MemoryObjectStore implements ObjectStore {
  readonly kind = 'memory';
  honours = { atomicPut: true, atomicDelete: true };
  readonly objects = new Map<string, Omit<StoredObject, 'storeTime'>>();
  readonly calls: Array<[Call, string]> = [];
  interference: Interference = {};
  private writes = 0;

  /** The number of dead letters; the audit of the service lies beside them. */
  get records(): number {
    return [...this.objects.keys()].filter((key) => key.startsWith('dlq/')).length;
  }

  /** @param etagOf where ETags are to follow from the bytes, as S3's do; otherwise each write has one of its own */
  constructor(
    private readonly clock: Clock,
    private readonly etagOf?: (bytes: Uint8Array) => string,
  ) {}

  put(key: string, bytes: Uint8Array, { condition, metadata, contentType }: PutOptions): Promise<PutResult> {
    return this.call('put', key, () => {
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
    });
  }

  get(key: string): Promise<GetResult> {
    return this.call('get', key, () => {
      const object = this.objects.get(key);
      if (object === undefined) return { outcome: 'missing' };
      return { outcome: 'found', object: { ...object, storeTime: this.clock.now() } };
    });
  }

  head(key: string): Promise<HeadResult> {
    return this.call('head', key, () => {
      const object = this.objects.get(key);
      if (object === undefined) return { outcome: 'missing' };
      return { outcome: 'found', head: { ...object, storeTime: this.clock.now() } };
    });
  }

  list({ prefix, startAfter, limit }: ListQuery): Promise<ListPage> {
    return this.call('list', prefix, () => {
      const page: ListPage = { entries: [], truncated: false };
      const keys = [...this.objects.keys()]
        .filter((key) => key.startsWith(prefix) && (startAfter === undefined || key > startAfter))
        .map((key) => ({ key, bytes: Buffer.from(key) }))
        .toSorted((a, b) => Buffer.compare(a.bytes, b.bytes));
      for (const { key } of keys) {
        if (page.entries.length >= limit) return { ...page, truncated: true };
        const { etag, bytes, lastModified } = this.objects.get(key)!;
        page.entries.push({ key, etag, size: bytes.length, lastModified });
      }
      return page;
    });
  }

  remove(key: string, { ifMatch }: RemoveOptions): Promise<RemoveResult> {
    return this.call('remove', key, () => {
      const current = this.objects.get(key);
      if (current === undefined) return { outcome: 'missing' };
      if (current.etag !== ifMatch) return { outcome: 'conflict' };
      this.objects.delete(key);
      return { outcome: 'removed' };
    });
  }

  async close(): Promise<void> {}

  private async call<T>(call: Call, key: string, effect: () => T): Promise<T> {
    this.calls.push([call, key]);
    await this.interference.before?.(call, key);
    const result = effect();
    await this.interference.after?.(call, key);
    return result;
  }
}
