import { noOutcomes, type OutcomeCounts } from '../../domain/job/outcome-counts.js';
import { OUTCOMES } from '../../domain/job/job.js';
import type { JobRecord } from './job-record.js';
import type { ShardStore } from './shard.store.js';
import { shardName, shardsOf } from './shards.js';

/** Shards whose counts are remembered. A shard is never changed. */
const MAX_KNOWN = 50_000;

/** Counts the outcomes of a job's members from the results in the store. */
export class ResultCounts {
  private readonly known = new Map<string, OutcomeCounts>();

  constructor(private readonly shards: Pick<ShardStore, 'written' | 'results'>) {}

  /** @throws StoreError */
  async of(record: JobRecord): Promise<OutcomeCounts> {
    const counts = noOutcomes();
    for (const { writer, number } of shardsOf(await this.shards.written(record))) {
      const some = await this.ofShard(record.job_id, writer, number);
      for (const outcome of OUTCOMES) counts[outcome] += some[outcome];
    }
    return counts;
  }

  private async ofShard(jobId: string, writer: string, number: number): Promise<OutcomeCounts> {
    const name = `${jobId}/${writer}-${shardName(number)}`;
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const counts = noOutcomes();
    for (const { outcome } of await this.shards.results(jobId, writer, number)) counts[outcome]++;
    this.known.set(name, counts);
    const [oldest] = this.known.keys();
    if (this.known.size > MAX_KNOWN && oldest !== undefined) this.known.delete(oldest);
    return counts;
  }
}
