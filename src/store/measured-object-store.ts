import type { Clock } from '../runtime/clock.js';
import type { StoreOperation } from '../runtime/fact-types.js';
import type { Facts, FactTypes } from '../runtime/facts.js';
import type * as port from './object-store.port.js';

type CallOutcome = FactTypes['store_called']['outcome'];

/** What each result of a call counts as. */
const OUTCOMES = {
  stored: 'ok',
  found: 'ok',
  removed: 'ok',
  conflict: 'conflict',
  missing: 'missing',
} as const satisfies Record<string, CallOutcome>;

/** Tells of every request to the store how it ended and how long it took (`store_called`). */
export class MeasuredObjectStore implements port.ObjectStore {
  constructor(
    private readonly inner: port.ObjectStore,
    private readonly clock: Clock,
    private readonly facts: Facts,
  ) {}

  get kind(): string {
    return this.inner.kind;
  }

  put(key: string, bytes: Uint8Array, options: port.PutOptions): Promise<port.PutResult> {
    return this.measured('put', this.inner.put(key, bytes, options), outcomeOf);
  }

  get(key: string, options?: port.CallOptions): Promise<port.GetResult> {
    return this.measured('get', this.inner.get(key, options), outcomeOf);
  }

  head(key: string, options?: port.CallOptions): Promise<port.HeadResult> {
    return this.measured('head', this.inner.head(key, options), outcomeOf);
  }

  list(query: port.ListQuery, options?: port.CallOptions): Promise<port.ListPage> {
    return this.measured('list', this.inner.list(query, options), () => 'ok');
  }

  remove(key: string, options: port.RemoveOptions): Promise<port.RemoveResult> {
    return this.measured('delete', this.inner.remove(key, options), outcomeOf);
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  private async measured<T>(
    operation: StoreOperation,
    call: Promise<T>,
    outcomeOf: (result: T) => CallOutcome,
  ): Promise<T> {
    const begunAt = this.clock.monotonic();
    try {
      const result = await call;
      const durationMs = this.clock.monotonic() - begunAt;
      this.facts.tell('store_called', { operation, outcome: outcomeOf(result), durationMs });
      return result;
    } catch (error) {
      const durationMs = this.clock.monotonic() - begunAt;
      this.facts.tell('store_called', { operation, outcome: 'failed', error, durationMs });
      throw error;
    }
  }
}

function outcomeOf({ outcome }: { outcome: keyof typeof OUTCOMES }): CallOutcome {
  return OUTCOMES[outcome];
}
