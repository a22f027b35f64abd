import type { ObjectStore } from '../object-store.port.js';
import { StoreError } from '../store-error.js';
import { StoreWrapper, type StoreCall, type StoreResult } from '../store-wrapper.js';
import { SerialObjectStore } from './serial-object-store.js';
import type { StoreProof } from './store-proof.js';

/**
 * Allows changes of existing objects only after the store's conditions are proven. A claim under a condition that the
 * store ignores would let two replicas process one event. New objects have their own keys and may be written at any
 * time, so events are kept before the proof.
 */
export class ProvenObjectStore extends StoreWrapper {
  private readonly serial: SerialObjectStore;

  constructor(
    inner: ObjectStore,
    private readonly proof: Pick<StoreProof, 'state' | 'hindrance'>,
  ) {
    super(inner);
    this.serial = new SerialObjectStore(inner);
  }

  protected override async call<T extends StoreResult>(
    { name, condition }: StoreCall,
    send: (to: ObjectStore) => Promise<T>,
  ): Promise<T> {
    if (name !== 'put' && name !== 'remove') return send(this.inner);
    if (condition !== 'absent') this.assertProven();
    return send(this.writer());
  }

  private writer(): ObjectStore {
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
