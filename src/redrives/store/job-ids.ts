import type { JobStore } from './job.store.js';
import { newJobId, timeOfJobId } from './job-record.js';

/** The clocks of replicas differ: a job may be planned later under an earlier time, milliseconds. */
const CLOCKS_DIFFER_MS = 600_000;

/** The ids of all jobs. Those that were seen once are not listed again. */
export class JobIds {
  private known: string[] = [];

  constructor(private readonly jobs: Pick<JobStore, 'ids'>) {}

  /** The latest planned first. @throws StoreError */
  async newestFirst(): Promise<string[]> {
    const last = this.known.at(-1);
    const from = last === undefined ? '' : newJobId(Math.max(0, timeOfJobId(last) - CLOCKS_DIFFER_MS), '0');
    const kept = this.known.filter((id) => id < from);
    const listed: string[] = [];
    for await (const id of this.jobs.ids(from)) listed.push(id);
    this.known = [...kept, ...listed];
    return this.known.toReversed();
  }

  /** The job is gone. */
  forget(jobId: string): void {
    this.known = this.known.filter((id) => id !== jobId);
  }
}
