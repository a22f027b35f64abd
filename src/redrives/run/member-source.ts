import type { Member } from '../../domain/job/job.js';
import type { ShardStore } from '../store/shard.store.js';
import type { JobRecord } from '../store/job-record.js';
import type { JobItem } from './member-queue.js';

/** Reads the members of a job in their order, one shard at a time. After an error the next call goes on at the same place. */
export class MemberSource {
  private shard: Member[] = [];
  private read = 0;
  private at = 0;
  private n = 0;

  /** @param begunBefore members with a lower number may have been begun by an earlier owner */
  constructor(
    private readonly shards: Pick<ShardStore, 'members'>,
    private readonly job: Pick<JobRecord, 'job_id' | 'members'>,
    private readonly begunBefore: number,
  ) {}

  /** @returns `null` after the last one. @throws StoreError */
  async next(): Promise<JobItem | null> {
    while (this.at === this.shard.length) {
      const name = this.job.members[this.read];
      if (name === undefined) return null;
      this.shard = await this.shards.members(this.job.job_id, name);
      this.read++;
      this.at = 0;
    }
    const member = this.shard[this.at++]!;
    const n = this.n++;
    return { n, member, maybeBegun: n < this.begunBefore };
  }
}
