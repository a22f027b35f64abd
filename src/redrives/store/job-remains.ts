import type { Clock } from '../../runtime/clock.js';
import { forEachAtMost } from '../../runtime/for-each.js';
import { confirmedRemove, type CallBudget } from '../../store/confirmed-calls.js';
import { listedPages } from '../../store/listed-pages.js';
import type { ListEntry, ObjectStore } from '../../store/object-store.port.js';
import { jobPrefix, reportKey } from './job-record.js';

const PAGE = 1_000;

/** Deletions at once. They are few, because the store's places are for events and retries. */
const REMOVALS_AT_ONCE = 8;

/** A shard of members or of results, below the prefix of its job. */
const SHARD = /^(members\/\d{4,}|results\/[\w.-]+-\d{4,})\.ndjson$/;

/** What lies in the store beside the record of a job: its shards and its report. */
export class JobRemains {
  constructor(
    private readonly store: ObjectStore,
    private readonly clock: Clock,
    private readonly budget: CallBudget,
  ) {}

  /**
   * Deletes the shards and the report of a job that nobody can start or look at any more. What somebody else has put
   * beside them stays.
   *
   * @throws StoreError; the next call goes on
   */
  async remove(jobId: string): Promise<void> {
    const { store, clock, budget } = this;
    const prefix = jobPrefix(jobId);
    const isOurs = ({ key }: ListEntry) => key === reportKey(jobId) || SHARD.test(key.slice(prefix.length));
    for await (const entries of listedPages(store, clock, budget, { prefix, limit: PAGE })) {
      await forEachAtMost(REMOVALS_AT_ONCE, entries.filter(isOurs), async ({ key, etag }) => {
        await confirmedRemove(store, clock, budget, key, etag);
      });
    }
  }
}
