import { JobWatch } from '../../domain/job/job-watch.js';
import type { JobRecord, ShownFailure } from '../store/job-record.js';
import type { ShardStore } from '../store/shard.store.js';
import { SHARDS_AT_ONCE, shardsOf } from '../store/shards.js';
import { mapInOrder } from '../../store/in-order.js';
import { attemptOf, noteFailure } from './judged-result.js';
import type { JobPatience } from './job-patience.js';
import type { ResultBook } from './result-book.js';

/** What a job has come to before this replica owned it. */
export interface JobPast {
  watch: JobWatch;
  /** The first failures since it was started or resumed. */
  failures: ShownFailure[];
}

interface PastParts {
  book: Pick<ResultBook, 'load'>;
  shards: Pick<ShardStore, 'members' | 'results'>;
  patience: Pick<JobPatience, 'read'>;
}

/**
 * Reads the results of earlier owners into the book, and brings the watch to where the last owner had it: the results lie
 * in the order in which the attempts ended.
 *
 * @throws JobUnreadable, OwnershipLost
 */
export async function readPast(record: JobRecord, { book, shards, patience }: PastParts): Promise<JobPast> {
  const causes = await causesOf(record, { shards, patience });
  const { failure_percent: failurePercent, after, on_new_cause: onNewCause } = record.stop;
  const rules = { failurePercent, after, onNewCause };
  const begin = () => new JobWatch(record.canary, rules, causes, { step: record.step });
  const failures: ShownFailure[] = [];
  let watch: JobWatch | null = null;
  let attempts = 0;
  const stored = mapInOrder(shardsOf(record.sealed), SHARDS_AT_ONCE, ({ writer, number }) =>
    patience.read(() => shards.results(record.job_id, writer, number)),
  );
  for await (const results of stored) {
    for (const result of results) {
      const attempt = book.load(result) ? attemptOf(result) : null;
      if (attempt === null) continue;
      if (attempts++ < record.judged) {
        if (result.fingerprint !== null) causes.add(result.fingerprint);
        continue;
      }
      watch ??= begin();
      watch.ended(attempt);
      noteFailure(failures, result);
    }
  }
  return { watch: watch ?? begin(), failures };
}

/** The causes that members had when the membership was frozen, where somebody asks for them. */
async function causesOf(
  record: JobRecord,
  { shards, patience }: Pick<PastParts, 'shards' | 'patience'>,
): Promise<Set<string>> {
  const causes = new Set<string>();
  if (!record.stop.on_new_cause) return causes;
  for (const name of record.members) {
    const members = await patience.read(() => shards.members(record.job_id, name));
    for (const { fingerprint } of members) causes.add(fingerprint);
  }
  return causes;
}
