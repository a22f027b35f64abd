import type { Clock } from '../../runtime/clock.js';
import type { ObjectStore } from '../object-store.port.js';
import { StoreError } from '../store-error.js';
import { StoreWrapper, type StoreCall, type StoreResult } from '../store-wrapper.js';
import { CallLimit, type InFlightLimits, type Epoch, type Place } from './call-limit.js';

export interface StoreLimits extends InFlightLimits {
  /** A call that has waited this long for its turn is turned away, milliseconds. */
  maxWaitMs: number;
}

/**
 * Limits the calls to a store. A call that would wait too long fails as `overloaded`, with nothing sent: a caller that
 * hears early can try again, instead of running into a timeout.
 */
export class LimitedObjectStore extends StoreWrapper {
  private readonly places: CallLimit;

  constructor(
    inner: ObjectStore,
    private readonly limits: StoreLimits,
    private readonly clock: Clock,
  ) {
    super(inner);
    this.places = new CallLimit(limits);
  }

  protected override async call<T extends StoreResult>(
    { signal }: StoreCall,
    send: (to: ObjectStore) => Promise<T>,
  ): Promise<T> {
    const entry = this.places.enter();
    if (entry === null) throw turnedAway('too many calls wait for the store');
    const epoch = typeof entry === 'number' ? entry : await this.turn(entry, signal);
    let refused = false;
    try {
      return await send(this.inner);
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
