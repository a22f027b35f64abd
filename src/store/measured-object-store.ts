import type { Clock } from '../runtime/clock.js';
import type { Facts, FactTypes } from '../runtime/facts.js';
import type { ObjectStore } from './object-store.port.js';
import { operationOf, StoreWrapper, type StoreCall, type StoreResult } from './store-wrapper.js';

type CallOutcome = FactTypes['store_called']['outcome'];

/** What each result of a call counts as. */
const OUTCOMES = {
  stored: 'ok',
  found: 'ok',
  removed: 'ok',
  conflict: 'conflict',
  missing: 'missing',
  listed: 'ok',
  refused: 'failed',
} as const satisfies Record<string, CallOutcome>;

/** Tells of every request to the store how it ended and how long it took (`store_called`). */
export class MeasuredObjectStore extends StoreWrapper {
  private underWay = 0;

  constructor(
    inner: ObjectStore,
    private readonly clock: Clock,
    private readonly facts: Facts,
  ) {
    super(inner);
  }

  /** Calls that were sent and have not ended. */
  get inFlight(): number {
    return this.underWay;
  }

  protected override async call<T extends StoreResult>(
    call: StoreCall,
    send: (to: ObjectStore) => Promise<T>,
  ): Promise<T> {
    const operation = operationOf(call);
    const area = areaOf(call);
    const begunAt = this.clock.monotonic();
    const tell = (ended: { outcome: CallOutcome; error?: unknown }) => {
      const durationMs = this.clock.monotonic() - begunAt;
      this.facts.tell('store_called', { operation, area, ...ended, durationMs });
    };
    this.underWay++;
    try {
      const result = await send(this.inner);
      tell({ outcome: outcomeOf(result) });
      return result;
    } catch (error) {
      tell({ outcome: 'failed', error });
      throw error;
    } finally {
      this.underWay--;
    }
  }
}

/** Versions are an area of their own: who may not delete them can still write and delete dead letters. */
function areaOf({ name, key }: StoreCall): string {
  if (name === 'list-versions' || name === 'remove-version') return 'versions';
  return key.split('/', 1)[0] ?? '';
}

function outcomeOf(result: StoreResult): CallOutcome {
  return 'outcome' in result ? OUTCOMES[result.outcome] : 'ok';
}
