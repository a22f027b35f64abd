import { JobWatch } from '../../domain/job/job-watch.js';
import type { JobRecord, ShownFailure } from '../store/job-record.js';
import type { ShardStore } from '../store/shard.store.js';
import { shardsOf, type Result } from '../store/shards.js';
import { attemptOf, noteFailure } from './job-run.js';
import type { ResultBook } from './result-book.js';

/** What a job has come to before this replica owned it. */
export interface JobPast {
  watch: JobWatch;
  /** The first failures since it was started or resumed. */
  failures: ShownFailure[];
}

/**
 * Reads the results of earlier owners into the book, and brings the watch to where the last owner had it: the results lie
 * in the order in which the attempts ended.
 *
 * @throws StoreError, Error where a shard cannot be read
 */
export async function readPast(
  record: JobRecord,
  book: Pick<ResultBook, 'load'>,
  shards: Pick<ShardStore, 'members' | 'results'>,
): Promise<JobPast> {
  const causes = await causesOf(record, shards);
  const results: Result[] = [];
  for (const { writer, number } of shardsOf(record.sealed)) {
    for (const result of await shards.results(record.job_id, writer, number)) results.push(result);
  }
  const past = results.filter((result) => book.load(result)).filter((result) => attemptOf(result) !== null);
  for (const { fingerprint } of past.slice(0, record.judged))
    if (fingerprint !== null) causes.add(fingerprint);
  const since = past.slice(record.judged);
  const failures: ShownFailure[] = [];
  const { failure_percent: failurePercent, after, on_new_cause: onNewCause } = record.stop;
  const rules = { failurePercent, after, onNewCause };
  const watch = new JobWatch(record.canary, rules, causes, { step: record.step });
  for (const result of since) {
    const attempt = attemptOf(result);
    if (attempt !== null) watch.ended(attempt);
    noteFailure(failures, result);
  }
  return { watch, failures };
}

/** The causes that members had when the membership was frozen, where somebody asks for them. */
async function causesOf(record: JobRecord, shards: Pick<ShardStore, 'members'>): Promise<Set<string>> {
  const causes = new Set<string>();
  if (!record.stop.on_new_cause) return causes;
  for (const name of record.members) {
    for (const { fingerprint } of await shards.members(record.job_id, name)) causes.add(fingerprint);
  }
  return causes;
}
