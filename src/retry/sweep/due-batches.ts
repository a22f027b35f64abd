import type { Catalog } from '../../catalog/catalog.js';
import { objectKeyOf, traceIdOf, type Summary } from '../../catalog/summary.js';
import type { HeldRetries } from '../../processing/held-retries.js';
import type { TargetBreakers } from '../../processing/target-breakers.js';
import type { Clock } from '../../runtime/clock.js';
import type { Random } from '../../runtime/runtime.module.js';
import type { DueRetry } from '../dispatch/retry-dispatcher.port.js';
import type { OrderGate } from '../order-gate.js';
import { dueTasks, type DueTasks } from './due-tasks.js';

/** Finds due retries and purges in the catalog, batch by batch. */
export class DueBatches {
  constructor(
    private readonly catalog: Pick<Catalog, 'forEach' | 'get'>,
    private readonly breakers: Pick<TargetBreakers, 'isOpen'>,
    private readonly held: HeldRetries,
    private readonly order: Pick<OrderGate, 'mustWait'>,
    private readonly clock: Pick<Clock, 'now'>,
    private readonly random: Random,
  ) {}

  /**
   * @param done names that this sweep has already handled
   * @param takesRetries false: all retries are held, since the dispatcher takes no more
   */
  next(done: ReadonlySet<string>, takesRetries: boolean): DueTasks {
    return dueTasks(this.catalog, {
      now: this.clock.now(),
      done,
      holds: (summary) => !takesRetries || this.breakers.isOpen(this.heldBy(summary)),
      mustWait: (summary) => this.order.mustWait(summary),
      random: this.random,
    });
  }

  /** The retries among `tasks`, in the dispatcher's form. */
  retriesOf(tasks: readonly Summary[]): DueRetry[] {
    return tasks.flatMap((summary) => {
      const traceId = traceIdOf(summary);
      if (summary.task !== 'retry' || traceId === null) return [];
      return { traceId, key: objectKeyOf(summary), target: this.heldBy(summary), etag: summary.etag };
    });
  }

  /**
   * The target for which it was found to wait. The target of its last attempt does not count, because routes may
   * change.
   */
  private heldBy(summary: Pick<Summary, 'name'>): string | null {
    const traceId = traceIdOf(summary);
    return traceId === null ? null : this.held.targetOf(traceId);
  }
}
