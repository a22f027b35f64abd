import type { Member } from '../../domain/job/job.js';
import type { JobRecord } from '../store/job-record.js';
import type { ShardStore } from '../store/shard.store.js';
import { MEMBERS_PER_SHARD } from '../store/shards.js';

/** Shards that are kept: the members that are under way lie in two at the most, and some come again. */
const MAX_SHARDS = 3;

/** Finds members by their number. Each shard is read once and kept while its members are asked for. */
export class MemberShelf {
  private readonly shards = new Map<string, Promise<Member[]>>();

  constructor(private readonly store: Pick<ShardStore, 'members'>) {}

  /** @returns `null` where the job has no such member. @throws StoreError, Error where the shard cannot be read */
  async member({ job_id, members }: JobRecord, n: number): Promise<Member | null> {
    const name = members[Math.floor(n / MEMBERS_PER_SHARD)];
    if (name === undefined) return null;
    return (await this.shard(job_id, name))[n % MEMBERS_PER_SHARD] ?? null;
  }

  private shard(jobId: string, name: string): Promise<Member[]> {
    const key = `${jobId}/${name}`;
    const shard = this.shards.get(key) ?? this.store.members(jobId, name);
    this.shards.delete(key);
    this.shards.set(key, shard);
    shard.catch(() => this.shards.delete(key));
    if (this.shards.size > MAX_SHARDS) this.shards.delete(this.shards.keys().next().value ?? '');
    return shard;
  }
}
