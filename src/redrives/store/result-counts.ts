import { noOutcomes, type OutcomeCounts } from '../../domain/job/outcome-counts.js';
import { OUTCOMES } from '../../domain/job/job.js';
import { OldestFirst } from '../../domain/text/oldest-first.js';
import { mapInOrder } from '../../store/in-order.js';
import type { JobRecord } from './job-record.js';
import type { ShardStore } from './shard.store.js';
import { ShardUnreadable } from './shard-unreadable.js';
import { shardName, shardsOf, SHARDS_AT_ONCE, VERSIONS_KEPT, type ShardPlace } from './shards.js';

/** Shards that are remembered. A shard is never changed. */
const MAX_KNOWN = 50_000;

/** What is remembered of a shard. */
interface ShardFacts {
  counts: OutcomeCounts;
  versionsKept: number;
  /** The greatest number of a member in it; -1: it has none. */
  last: number;
}

/** Which job's results, and which of them count. */
export type ResultsOf = Pick<JobRecord, 'job_id' | 'sealed' | 'unsealed'>;

/** What the results of a job come to. */
export interface ResultSum {
  counts: OutcomeCounts;
  /** Members that are gone, but for earlier versions of them. */
  versionsKept: number;
  /** Whether every shard could be read. The members of one that is lost or damaged are not counted. */
  isWhole: boolean;
}

/** Counts the outcomes of a job's members from the results in the store. All methods throw StoreError. */
export class ResultCounts {
  private readonly known = new OldestFirst<ShardFacts>();

  constructor(private readonly shards: Pick<ShardStore, 'written' | 'results'>) {}

  async of(record: ResultsOf): Promise<ResultSum> {
    const counts = noOutcomes();
    let [isWhole, versionsKept] = [true, 0];
    for await (const { facts } of this.factsOf(record)) {
      if (facts === null) {
        isWhole = false;
        continue;
      }
      for (const outcome of OUTCOMES) counts[outcome] += facts.counts[outcome];
      versionsKept += facts.versionsKept;
    }
    return { counts, versionsKept, isWhole };
  }

  /** The shards that hold results of the member `from` or of later ones, in the order in which they were written. */
  async placesFrom(record: ResultsOf, from: number): Promise<ShardPlace[]> {
    if (from === 0) return [...shardsOf(await this.shards.written(record))];
    const places: ShardPlace[] = [];
    for await (const { place, facts } of this.factsOf(record)) {
      if (facts === null || facts.last >= from) places.push(place);
    }
    return places;
  }

  private async *factsOf(
    record: ResultsOf,
  ): AsyncGenerator<{ place: ShardPlace; facts: ShardFacts | null }, void, undefined> {
    const places = shardsOf(await this.shards.written(record));
    yield* mapInOrder(places, SHARDS_AT_ONCE, async (place) => ({
      place,
      facts: await this.ofShard(record.job_id, place),
    }));
  }

  private async ofShard(jobId: string, { writer, number }: ShardPlace): Promise<ShardFacts | null> {
    const name = `${jobId}/${writer}-${shardName(number)}`;
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const facts = { counts: noOutcomes(), versionsKept: 0, last: -1 };
    try {
      for (const { n, outcome, error_code } of await this.shards.results(jobId, writer, number)) {
        facts.counts[outcome]++;
        if (error_code === VERSIONS_KEPT) facts.versionsKept++;
        facts.last = Math.max(facts.last, n);
      }
    } catch (error) {
      if (error instanceof ShardUnreadable) return null;
      throw error;
    }
    this.known.set(name, facts);
    this.known.keepLatest(MAX_KNOWN);
    return facts;
  }
}
