import { isActive, OUTCOMES, type WrittenOutcome } from '../../../src/domain/job/job.js';
import { noOutcomes, withNotTried } from '../../../src/domain/job/outcome-counts.js';
import { decodeJob, jobKey, JOBS_PREFIX, type JobRecord } from '../../../src/redrives/store/job-record.js';
import {
  decodeMembers,
  decodeResults,
  membersKey,
  resultsKey,
  shardsOf,
  type Result,
} from '../../../src/redrives/store/shards.js';
import type { Actions } from '../actions.js';
import type { World } from '../world.js';

/** The jobs in the store. */
export function jobsIn({ bucket }: World): JobRecord[] {
  return [...bucket.objects.objects].flatMap(([key, { bytes }]) => {
    const id = key.slice(JOBS_PREFIX.length).split('/')[0] ?? '';
    const record = key.startsWith(JOBS_PREFIX) && key === jobKey(id) ? decodeJob(id, bytes) : null;
    return record === null ? [] : [record];
  });
}

/** Every member has exactly one outcome, and the job has tried none twice whose outcome was known. */
export function judged(actions: Actions): string[] {
  return jobsIn(actions.world).flatMap((job) => [
    ...unended(job),
    ...outcomesOf(actions, job),
    ...twice(actions, job),
  ]);
}

function unended({ job_id, state, owner }: JobRecord): string[] {
  const stuck = isActive(state) || owner !== null;
  return stuck ? [`${job_id} is ${state} and owned by ${owner?.replica ?? 'nobody'} after all`] : [];
}

function outcomesOf({ world }: Actions, job: JobRecord): string[] {
  const { job_id, sealed, total, members } = job;
  if (members.length === 0 || job.deleted_at !== null) return [];
  const seen = new Map<number, WrittenOutcome>();
  const problems: string[] = [];
  const counts = noOutcomes();
  for (const { writer, shards } of sealed) {
    for (let number = 0; number < shards; number++) {
      const object = world.bucket.objects.objects.get(resultsKey(job_id, writer, number));
      if (object === undefined) {
        problems.push(`${job_id} has lost the results ${writer}-${number}`);
        continue;
      }
      for (const { n, outcome } of decodeResults(object.bytes)) {
        const before = seen.get(n);
        if (before !== undefined) problems.push(`member ${n} of ${job_id} is ${before} and ${outcome}`);
        seen.set(n, outcome);
        counts[outcome]++;
      }
    }
  }
  const all = withNotTried(counts, total);
  const sum = OUTCOMES.reduce((before, outcome) => before + all[outcome], 0);
  if (sum !== total) problems.push(`${job_id} has ${sum} outcomes and ${total} members`);
  return problems;
}

/** An attempt of the job whose end is on record was its last one. The bucket keeps what every claim has written. */
function twice({ world }: Actions, { job_id }: JobRecord): string[] {
  return world.bucket.jobAttempts
    .filter(({ jobId }) => jobId === job_id)
    .filter(({ after }) => after !== null && after !== 'worker_lost')
    .map(({ key, after }) => `${job_id} tried ${key.slice(-40)} again after ${after}`);
}

/** What the job says of its members is what became of them. */
export function unfounded({ world }: Actions): string[] {
  return jobsIn(world)
    .filter(({ deleted_at }) => deleted_at === null)
    .flatMap((job) => {
      const results = new Map(resultsOf(world, job).map(({ trace_id, outcome }) => [trace_id, outcome]));
      const wrong = [...results].flatMap(([traceId, outcome]) => {
        const isDelivered = deliveredBy(world, job, traceId);
        if (outcome === 'succeeded' && !isDelivered) return [`${traceId} succeeded and was never delivered`];
        return outcome === 'gone' && isDelivered ? [`${traceId} is gone, and the job has delivered it`] : [];
      });
      const untold = membersOf(world, job)
        .filter((traceId) => !results.has(traceId) && deliveredBy(world, job, traceId))
        .map((traceId) => `${traceId} counts as not tried, and the job has delivered it`);
      return [...wrong, ...untold];
    });
}

export function resultsOf({ bucket }: World, { job_id, sealed }: JobRecord): Result[] {
  return [...shardsOf(sealed)].flatMap(({ writer, number }) => {
    const object = bucket.objects.objects.get(resultsKey(job_id, writer, number));
    return object === undefined ? [] : decodeResults(object.bytes);
  });
}

export function membersOf({ bucket }: World, { job_id, members }: JobRecord): string[] {
  return members.flatMap((name) => {
    const object = bucket.objects.objects.get(membersKey(job_id, name));
    return object === undefined ? [] : decodeMembers(object.bytes).map(({ traceId }) => traceId);
  });
}

/** An attempt of a job has made the target do what the event asks for. */
function deliveredBy({ target }: World, { action }: JobRecord, traceId: string): boolean {
  if (action !== 'retry') return false;
  return target.deliveries.some(
    (delivery) => delivery.passed && delivery.trigger === 'job' && delivery.traceId === traceId,
  );
}
