import type { Outcome } from '../domain/job/job.js';
import { mapInOrder } from '../store/in-order.js';
import { hasEnded } from './job-views.js';
import { ResultStream } from './result-stream.js';
import type { JobRecord } from './store/job-record.js';
import type { ResultCounts, ResultsOf } from './store/result-counts.js';
import type { ShardStore } from './store/shard.store.js';
import { ShardUnreadable } from './store/shard-unreadable.js';
import { MEMBERS_PER_SHARD, SHARDS_AT_ONCE, type Result, type ShardPlace } from './store/shards.js';

/** A member with its outcome; `null`: it has none yet, or it cannot be read. */
export interface MemberView {
  n: number;
  traceId: string;
  outcome: Outcome | null;
  result: Result | null;
}

type MembersOf = ResultsOf & Pick<JobRecord, 'state' | 'owner' | 'total' | 'members'>;

/** The members of jobs as people are shown them. */
export class MemberViews {
  constructor(
    private readonly parts: {
      shards: Pick<ShardStore, 'members' | 'results'>;
      counts: Pick<ResultCounts, 'placesFrom'>;
    },
  ) {}

  /**
   * Every member in order. It keeps a part of the members and results in memory, however many there are.
   *
   * @param from the first one that is wanted
   * @throws StoreError
   */
  async *of(record: MembersOf, from = 0): AsyncGenerator<MemberView, void, undefined> {
    const { shards, counts } = this.parts;
    const shardsRead = this.resultsIn(record.job_id, await counts.placesFrom(record, from));
    const results = new ResultStream(shardsRead);
    const isEnded = hasEnded(record);
    const begin = firstShard(record, from);
    let n = begin * MEMBERS_PER_SHARD;
    try {
      for (const name of record.members.slice(begin)) {
        for (const { traceId } of await shards.members(record.job_id, name)) {
          if (n >= from) {
            const result = await results.of(n);
            const missing = isEnded && !results.isPartial ? 'not_tried' : null;
            yield { n, traceId, outcome: result?.outcome ?? missing, result };
          }
          n++;
        }
      }
    } finally {
      await shardsRead.return();
    }
  }

  private resultsIn(
    jobId: string,
    places: readonly ShardPlace[],
  ): AsyncGenerator<Result[] | null, void, undefined> {
    return mapInOrder(places, SHARDS_AT_ONCE, async ({ writer, number }) => {
      try {
        return await this.parts.shards.results(jobId, writer, number);
      } catch (error) {
        if (error instanceof ShardUnreadable) return null;
        throw error;
      }
    });
  }
}

/** The shard that a member lies in, where all shards but the last one are full; otherwise the first one. */
function firstShard({ members, total }: MembersOf, n: number): number {
  const areFull = members.length === Math.ceil(total / MEMBERS_PER_SHARD);
  return areFull ? Math.floor(n / MEMBERS_PER_SHARD) : 0;
}
