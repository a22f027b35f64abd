import type * as port from '../object-store.port.js';
import { StoreError } from '../store-error.js';
import { SerialObjectStore } from './serial-object-store.js';
import type { StoreProof } from './store-proof.js';

/**
 * Allows changes of existing objects only after the store's conditions are proven. A claim under a condition that the
 * store ignores would let two replicas process one event. New objects have their own keys and may be written at any
 * time, so events are kept before the proof.
 */
export class ProvenObjectStore implements port.ObjectStore {
  private readonly serial: SerialObjectStore;

  constructor(
    private readonly inner: port.ObjectStore,
    private readonly proof: Pick<StoreProof, 'state' | 'hindrance'>,
  ) {
    this.serial = new SerialObjectStore(inner);
  }

  get kind(): string {
    return this.inner.kind;
  }

  async put(key: string, bytes: Uint8Array, options: port.PutOptions): Promise<port.PutResult> {
    if (options.condition !== 'absent') this.assertProven();
    return this.writer().put(key, bytes, options);
  }

  async remove(key: string, options: port.RemoveOptions): Promise<port.RemoveResult> {
    this.assertProven();
    return this.writer().remove(key, options);
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

  private writer(): port.ObjectStore {
    const { state } = this.proof;
    return state.kind === 'proven' && state.serial ? this.serial : this.inner;
  }

  /** @throws StoreError; nothing was sent */
  private assertProven(): void {
    const { hindrance } = this.proof;
    if (hindrance === null) return;
    throw new StoreError(`the store's conditions are ${hindrance}`, {
      outcomeUnknown: false,
      retryable: false,
    });
  }
}
