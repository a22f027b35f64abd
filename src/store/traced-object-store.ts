import type { Tracer } from '../runtime/tracer.js';
import type { ObjectStore } from './object-store.port.js';
import { operationOf, StoreWrapper, type StoreCall, type StoreResult } from './store-wrapper.js';

/** Traces each call, its wait for a place included, as a part of the work that makes it. Keys and bytes stay out. */
export class TracedObjectStore extends StoreWrapper {
  constructor(
    inner: ObjectStore,
    private readonly tracer: Tracer,
  ) {
    super(inner);
  }

  protected override call<T extends StoreResult>(
    call: StoreCall,
    send: (to: ObjectStore) => Promise<T>,
  ): Promise<T> {
    return this.tracer.within(`store ${operationOf(call)}`, { kind: 'client' }, async (span) => {
      const result = await send(this.inner);
      if ('outcome' in result) span.set({ 'cxone_dlq.outcome': result.outcome });
      return result;
    });
  }
}
