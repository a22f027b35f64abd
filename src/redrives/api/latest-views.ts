import type { Clock } from '../../runtime/clock.js';
import type { JobView, JobViews } from '../job-views.js';

interface Kept {
  view: Promise<JobView>;
  /** By the monotonic clock. */
  readAt: number;
}

/** What those are told who follow a job. However many follow one, the store is asked once in a while. */
export class LatestViews {
  private readonly kept = new Map<string, Kept>();

  /** @param maxAgeMs how old a view may be */
  constructor(
    private readonly views: Pick<JobViews, 'one'>,
    private readonly clock: Pick<Clock, 'monotonic'>,
    private readonly maxAgeMs: number,
  ) {}

  /** @throws Problem 404, StoreError */
  of(jobId: string): Promise<JobView> {
    const now = this.clock.monotonic();
    for (const [id, { readAt }] of this.kept) if (now - readAt >= this.maxAgeMs) this.kept.delete(id);
    const known = this.kept.get(jobId);
    if (known !== undefined) return known.view;
    const view = this.views.one(jobId);
    this.kept.set(jobId, { view, readAt: now });
    return view;
  }
}
