import type { Member } from '../../domain/job/job.js';
import type { Clock } from '../../runtime/clock.js';
import { confirmedPut, patientRead, type CallBudget } from '../../store/confirmed-calls.js';
import { listedPages } from '../../store/listed-pages.js';
import type { ObjectStore } from '../../store/object-store.port.js';
import type { JobRecord, Sealed } from './job-record.js';
import { ShardUnreadable } from './shard-unreadable.js';
import {
  decodeMembers,
  decodeResults,
  encodeMembers,
  MEMBERS_PER_SHARD,
  membersKey,
  resultsKey,
  resultsPrefix,
  SHARD_CONTENT_TYPE,
  shardName,
  writerOfKey,
  type Result,
} from './shards.js';

const PAGE = 1_000;
const OPTIONS = { condition: 'absent', contentType: SHARD_CONTENT_TYPE, metadata: {} } as const;

/**
 * The members and results of jobs: objects that are written once. All methods throw StoreError as the store does, and
 * those that read a shard throw ShardUnreadable.
 */
export class ShardStore {
  constructor(
    private readonly store: ObjectStore,
    private readonly clock: Clock,
    private readonly budget: CallBudget,
  ) {}

  /**
   * Writes the membership. Shards that another start has left under the first names stay, and nobody reads them.
   *
   * @returns the names of the shards, in order
   */
  async writeMembers(jobId: string, members: Iterable<Member>): Promise<string[]> {
    const names: string[] = [];
    let number = 0;
    for (const shard of shardsWith(members)) {
      const bytes = encodeMembers(shard);
      while (!(await this.write(membersKey(jobId, shardName(number)), bytes))) number++;
      names.push(shardName(number++));
    }
    return names;
  }

  /** One shard of the members. @param name one of `JobRecord.members` */
  async members(jobId: string, name: string): Promise<Member[]> {
    return this.read(membersKey(jobId, name), decodeMembers);
  }

  /** @returns false where another object has the key */
  writeResults(jobId: string, writer: string, number: number, bytes: Uint8Array): Promise<boolean> {
    return this.write(resultsKey(jobId, writer, number), bytes);
  }

  /** One shard of results. */
  async results(jobId: string, writer: string, number: number): Promise<Result[]> {
    return this.read(resultsKey(jobId, writer, number), decodeResults);
  }

  /**
   * The results that count by now: those that are sealed, and what the other writers have stored. A writer waits for the
   * store's word on each shard before it writes the next one, so its shards have no gap.
   */
  async written({
    job_id,
    sealed,
    unsealed,
  }: Pick<JobRecord, 'job_id' | 'sealed' | 'unsealed'>): Promise<Sealed[]> {
    if (unsealed.length === 0) return sealed;
    const found = new Map(unsealed.map((writer) => [writer, 0]));
    const query = { prefix: resultsPrefix(job_id), limit: PAGE };
    for await (const entries of listedPages(this.store, this.clock, this.budget, query)) {
      for (const { key } of entries) {
        const shard = writerOfKey(job_id, key);
        const known = shard === null ? undefined : found.get(shard.writer);
        if (shard !== null && known !== undefined) found.set(shard.writer, Math.max(known, shard.number + 1));
      }
    }
    return [...sealed, ...[...found].map(([writer, shards]) => ({ writer, shards }))];
  }

  /**
   * The shards of an owner that has died, without those at the end that hold no results: somebody else has put objects
   * under the names that come next.
   */
  async withoutForeignEnd(jobId: string, { writer, shards }: Sealed): Promise<Sealed> {
    for (let count = shards; count > 0; count--) {
      try {
        await this.results(jobId, writer, count - 1);
        return { writer, shards: count };
      } catch (error) {
        if (!(error instanceof ShardUnreadable)) throw error;
      }
    }
    return { writer, shards: 0 };
  }

  private async write(key: string, bytes: Uint8Array): Promise<boolean> {
    const { outcome } = await confirmedPut(this.store, this.clock, this.budget, key, bytes, OPTIONS);
    return outcome === 'stored';
  }

  private async read<T>(key: string, decode: (bytes: Uint8Array) => T): Promise<T> {
    const read = await patientRead(this.clock, this.budget, (signal) => this.store.get(key, { signal }));
    if (read.outcome === 'missing') throw new ShardUnreadable(key, 'is missing');
    try {
      return decode(read.object.bytes);
    } catch {
      throw new ShardUnreadable(key, 'is damaged');
    }
  }
}

function* shardsWith(members: Iterable<Member>): Generator<Member[]> {
  let shard: Member[] = [];
  for (const member of members) {
    shard.push(member);
    if (shard.length < MEMBERS_PER_SHARD) continue;
    yield shard;
    shard = [];
  }
  if (shard.length > 0) yield shard;
}
