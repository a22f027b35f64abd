import type { Clock } from '../../runtime/clock.js';
import type * as port from '../object-store.port.js';
import { StoreError } from '../store-error.js';
import { CallLimit, type InFlightLimits, type Epoch, type Place } from './call-limit.js';

export interface StoreLimits extends InFlightLimits {
  /** A call that has waited this long for its turn is turned away, milliseconds. */
  maxWaitMs: number;
}

/**
 * Limits the calls to a store. A call that would wait too long fails as `overloaded`, with nothing sent: a caller that
 * hears early can try again, instead of running into a timeout.
 */
export class LimitedObjectStore implements port.ObjectStore {
  private readonly places: CallLimit;

  constructor(
    private readonly inner: port.ObjectStore,
    private readonly limits: StoreLimits,
    private readonly clock: Clock,
  ) {
    this.places = new CallLimit(limits);
  }

  get kind(): string {
    return this.inner.kind;
  }

  put(key: string, bytes: Uint8Array, options: port.PutOptions): Promise<port.PutResult> {
    return this.inTurn(options.signal, () => this.inner.put(key, bytes, options));
  }

  get(key: string, options?: port.CallOptions): Promise<port.GetResult> {
    return this.inTurn(options?.signal, () => this.inner.get(key, options));
  }

  head(key: string, options?: port.CallOptions): Promise<port.HeadResult> {
    return this.inTurn(options?.signal, () => this.inner.head(key, options));
  }

  list(query: port.ListQuery, options?: port.CallOptions): Promise<port.ListPage> {
    return this.inTurn(options?.signal, () => this.inner.list(query, options));
  }

  remove(key: string, options: port.RemoveOptions): Promise<port.RemoveResult> {
    return this.inTurn(options.signal, () => this.inner.remove(key, options));
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  private async inTurn<T>(signal: AbortSignal | undefined, call: () => Promise<T>): Promise<T> {
    const entry = this.places.enter();
    if (entry === null) throw turnedAway('too many calls wait for the store');
    const epoch = typeof entry === 'number' ? entry : await this.turn(entry, signal);
    let refused = false;
    try {
      return await call();
    } catch (error) {
      refused = error instanceof StoreError && error.overloaded;
      throw error;
    } finally {
      this.places.exit(epoch, refused);
    }
  }

  /** @throws StoreError when the turn does not come in time, or `signal` aborts first. */
  private turn({ admitted, leave }: Place, signal: AbortSignal | undefined): Promise<Epoch> {
    const { maxWaitMs } = this.limits;
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        // The call got its turn at the same moment.
        if (!leave()) return;
        settle();
        reject(turnedAway('the store had no place for the call in time'));
      };
      const cancel = this.clock.after(maxWaitMs, giveUp);
      const settle = () => {
        cancel();
        signal?.removeEventListener('abort', giveUp);
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      if (signal?.aborted) giveUp();
      void admitted.then((epoch) => {
        settle();
        resolve(epoch);
      });
    });
  }
}

function turnedAway(reason: string): StoreError {
  return new StoreError(reason, { outcomeUnknown: false, retryable: true, overloaded: true });
}
