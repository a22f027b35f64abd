import type { AuditEntry } from '../audit/audit-entry.js';
import type { AuditStore } from '../audit/audit.store.js';
import type { Catalog } from '../catalog/catalog.js';
import type { Clock } from '../runtime/clock.js';
import type { LoopTurns } from '../runtime/loop-turns.js';
import { StoreError } from '../store/store-error.js';
import { countArrivals, type TimelineArrivals } from './timeline-arrivals.js';
import { MARK_ACTIONS } from './timeline-marks.js';
import type { TimelineWindow } from './timeline-window.js';

/** Marks of one answer, the newest of the window. */
export const MAX_MARKS = 200;

export interface Timeline extends TimelineArrivals {
  /** The oldest first. */
  marks: AuditEntry[];
  /** Whether these are all marks of the window. */
  marksComplete: boolean;
}

/** When dead letters came, by cause, beside what people and the service did. */
export class TimelineService {
  constructor(
    private readonly catalog: Pick<Catalog, 'rows'>,
    private readonly audit: Pick<AuditStore, 'page'>,
    private readonly clock: Pick<Clock, 'monotonic'>,
    private readonly turns: LoopTurns,
  ) {}

  /** Never asks the store for a dead letter. Where the audit does not answer, the arrivals come without marks. */
  async of(window: TimelineWindow): Promise<Timeline> {
    const breather = { monotonic: () => this.clock.monotonic(), pause: () => this.turns.next() };
    const [arrivals, marks] = await Promise.all([
      countArrivals(this.catalog.rows(), window, breather),
      this.marksIn(window),
    ]);
    return { ...arrivals, ...marks };
  }

  private async marksIn({ from, to }: TimelineWindow): Promise<Pick<Timeline, 'marks' | 'marksComplete'>> {
    try {
      const query = { from, to, actions: MARK_ACTIONS, limit: MAX_MARKS };
      const { items, unreadable, next } = await this.audit.page(query);
      return { marks: items.toReversed(), marksComplete: next === null && unreadable.length === 0 };
    } catch (error) {
      if (error instanceof StoreError) return { marks: [], marksComplete: false };
      throw error;
    }
  }
}
