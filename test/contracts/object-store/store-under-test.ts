import { randomUUID } from 'node:crypto';
import type { ObjectStore, PutOptions, StoredObject } from '../../../src/store/object-store.port.js';

export interface OpenedStore {
  store: ObjectStore;
  close(): Promise<void>;
}

/** The store that a run of the contract is about, with shorthands. Keys are the run's own. */
export class StoreUnderTest {
  readonly #run = `contract-${randomUUID()}`;
  #keys = 0;
  #opened: OpenedStore | undefined;

  constructor(private readonly opener: () => Promise<OpenedStore>) {}

  get store(): ObjectStore {
    if (this.#opened === undefined) throw new Error('the store is not open');
    return this.#opened.store;
  }

  async open(): Promise<void> {
    this.#opened = await this.opener();
  }

  async close(): Promise<void> {
    await this.#opened?.close();
  }

  newKey(): string {
    return `${this.#run}/one/${++this.#keys}.json`;
  }

  newPrefix(): string {
    return `${this.#run}/many/${++this.#keys}/`;
  }

  /** Writes an object; by default one that must not exist yet. */
  put(key: string, body: string | Uint8Array, options: Partial<PutOptions> = {}) {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    const defaults = { condition: 'absent', contentType: 'application/json', metadata: {} } as const;
    return this.store.put(key, bytes, { ...defaults, ...options });
  }

  /** The ETag of a write that must succeed. */
  async stored(key: string, body: string | Uint8Array, options?: Partial<PutOptions>): Promise<string> {
    const result = await this.put(key, body, options);
    if (result.outcome !== 'stored') throw new Error(`${key}: ${result.outcome}`);
    return result.etag;
  }

  /** An object that must exist. */
  async read(key: string): Promise<StoredObject> {
    const result = await this.store.get(key);
    if (result.outcome !== 'found') throw new Error(`${key}: ${result.outcome}`);
    return result.object;
  }

  async text(key: string): Promise<string> {
    return Buffer.from((await this.read(key)).bytes).toString();
  }
}
