import { etaS } from '../domain/job/eta.js';
import { isFinal, type Outcome } from '../domain/job/job.js';
import { noOutcomes, progressOf, withNotTried, type OutcomeCounts } from '../domain/job/outcome-counts.js';
import type { Clock } from '../runtime/clock.js';
import { noSuchJob } from './job-problems.js';
import type { JobIds } from './store/job-ids.js';
import type { JobStore } from './store/job.store.js';
import type { JobRecord } from './store/job-record.js';
import type { ResultCounts } from './store/result-counts.js';
import type { ShardStore } from './store/shard.store.js';
import { shardsOf, type Result } from './store/shards.js';

/** A job with what its results come to. */
export interface JobView {
  record: JobRecord;
  counts: OutcomeCounts;
  /** Seconds; `null`: it has ended. */
  etaS: number | null;
}

/** A member with its outcome; `null`: it has none yet. */
export interface MemberView {
  n: number;
  traceId: string;
  outcome: Outcome | null;
  result: Result | null;
}

/** Jobs as people are shown them. All methods throw StoreError. */
export class JobViews {
  constructor(
    private readonly parts: {
      jobs: Pick<JobStore, 'read'>;
      ids: JobIds;
      shards: ShardStore;
      counts: ResultCounts;
      clock: Clock;
    },
  ) {}

  /** @throws Problem 404 */
  async one(jobId: string): Promise<JobView> {
    const read = await this.parts.jobs.read(jobId);
    if (read === null) throw noSuchJob(jobId);
    return this.of(read.record);
  }

  /** The latest planned first. @param before only jobs with a lower id */
  async page(limit: number, before: string | undefined): Promise<{ items: JobView[]; next: string | null }> {
    const ids = await this.parts.ids.newestFirst();
    const items: JobView[] = [];
    for (const id of ids) {
      if (before !== undefined && id >= before) continue;
      if (items.length === limit) return { items, next: items.at(-1)!.record.job_id };
      const read = await this.parts.jobs.read(id);
      if (read === null) this.parts.ids.forget(id);
      else items.push(await this.of(read.record));
    }
    return { items, next: null };
  }

  async of(record: JobRecord): Promise<JobView> {
    const counted = record.members.length === 0 ? noOutcomes() : await this.parts.counts.of(record);
    const ended = hasEnded(record);
    const counts = ended ? withNotTried(counted, record.total) : counted;
    const { done } = progressOf(counts);
    const begunAt = record.started_at === null ? null : Date.parse(record.started_at);
    const ranForS = begunAt === null ? 0 : (this.parts.clock.now() - begunAt) / 1_000;
    const pace = { remaining: record.total - done, ratePerSecond: record.rate_per_second, done, ranForS };
    return { record, counts, etaS: ended ? null : etaS(pace) };
  }

  /** Every member in order. @param from the first one that is wanted */
  async *members(record: JobRecord, from = 0): AsyncGenerator<MemberView, void, undefined> {
    const results = await this.results(record);
    const missing: Outcome | null = hasEnded(record) ? 'not_tried' : null;
    let n = 0;
    for (const name of record.members) {
      for (const { traceId } of await this.parts.shards.members(record.job_id, name)) {
        const result = results.get(n) ?? null;
        if (n >= from) yield { n, traceId, outcome: result?.outcome ?? missing, result };
        n++;
      }
    }
  }

  private async results(record: JobRecord): Promise<Map<number, Result>> {
    const results = new Map<number, Result>();
    for (const { writer, number } of shardsOf(await this.parts.shards.written(record))) {
      for (const result of await this.parts.shards.results(record.job_id, writer, number)) {
        results.set(result.n, result);
      }
    }
    return results;
  }
}

/** Whether every member has its outcome: nothing runs, and what had begun has ended. */
export function hasEnded({ state, owner }: JobRecord): boolean {
  return (isFinal(state) || state === 'stopped') && owner === null;
}
