import { DEAD_LETTER_PREFIX } from '../domain/letter/trace-id.js';
import type { Clock } from '../runtime/clock.js';
import { withDeadline } from '../runtime/deadline.js';
import type { Health } from '../runtime/health-checks.js';
import { describeError, type Log } from '../runtime/logger.js';
import type { ObjectStore } from './object-store.port.js';
import type { StoreProof } from './proof/store-proof.js';
import { StoreError } from './store-error.js';
import type { StoreTrial } from './store-trial.js';
import type { StoreUse } from './store-use.js';
import { withoutKeys } from './without-keys.js';

/** A store that has not answered by then counts as not answering, milliseconds. */
const CHECK_TIMEOUT_MS = 2_000;

const SILENT =
  'the store does not answer, so events that fail are answered 500: store_unavailable in the log names the host';

/** What to do where the store answers and refuses, by the kind of the store. */
const ADVICE: Record<string, string> = {
  file: 'look at the disk and at the permissions below DATA_DIR',
  s3: "look at the bucket's policy and at the credentials",
};

/** Whether the store can keep events: it is asked, and its latest changes and its proof count. */
export class StoreHealth {
  constructor(
    private readonly store: {
      objects: ObjectStore;
      proof: Pick<StoreProof, 'state'>;
      use: StoreUse;
      trial: Pick<StoreTrial, 'begin'>;
    },
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  async check(): Promise<Health> {
    const { objects } = this.store;
    const { kind } = objects;
    try {
      await withDeadline(this.clock, CHECK_TIMEOUT_MS, (signal) =>
        objects.list({ prefix: DEAD_LETTER_PREFIX, limit: 1 }, { signal }),
      );
      return this.proven(kind);
    } catch (error) {
      // It answers, and refuses: events may be kept all the same.
      if (error instanceof StoreError && !error.retryable && !error.overloaded) {
        return this.degraded(`listings fail: ${withoutKeys(error.message)}`);
      }
      this.log.error('store_unavailable', describeError(error));
      return { status: 'unavailable', kind, detail: SILENT };
    }
  }

  /** A store that answers but is not proven keeps events, and retries none. */
  private proven(kind: string): Health {
    const { proof, use, trial } = this.store;
    const { state } = proof;
    if (state.kind === 'pending') {
      return {
        status: 'degraded',
        kind,
        detail: `not proven yet: ${state.reason}; nothing is retried meanwhile`,
      };
    }
    const { atomicPut, atomicDelete } = state.traits;
    const traits = {
      atomic_put: atomicPut,
      ...(atomicDelete !== undefined && { atomic_delete: atomicDelete }),
    };
    const { trouble } = use;
    if (state.kind === 'proven' && trouble !== null) {
      trial.begin();
      return { ...this.degraded(trouble), ...traits };
    }
    if (state.kind === 'proven') return { status: 'ok', kind, ...traits };
    return { status: 'unavailable', kind, detail: 'conditional writes do not hold', ...traits };
  }

  private degraded(trouble: string): Health {
    const { kind } = this.store.objects;
    const advice = ADVICE[kind];
    return { status: 'degraded', kind, detail: advice === undefined ? trouble : `${trouble}; ${advice}` };
  }
}
