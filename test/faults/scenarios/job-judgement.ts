import { isActive, OUTCOMES, type WrittenOutcome } from '../../../src/domain/job/job.js';
import { noOutcomes, withNotTried } from '../../../src/domain/job/outcome-counts.js';
import { decodeJob, jobKey, JOBS_PREFIX, type JobRecord } from '../../../src/redrives/store/job-record.js';
import { decodeResults, resultsKey } from '../../../src/redrives/store/shards.js';
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

function outcomesOf({ world }: Actions, { job_id, sealed, total, members }: JobRecord): string[] {
  if (members.length === 0) return [];
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

/** Each member that the job says has succeeded was delivered. */
export function unfounded({ world }: Actions): string[] {
  return jobsIn(world).flatMap(({ job_id, sealed }) =>
    sealed.flatMap(({ writer, shards }) =>
      Array.from({ length: shards }, (_, number) => number).flatMap((number) => {
        const object = world.bucket.objects.objects.get(resultsKey(job_id, writer, number));
        const results = object === undefined ? [] : decodeResults(object.bytes);
        return results
          .filter(({ outcome, trace_id }) => outcome === 'succeeded' && !delivered(world, trace_id))
          .map(({ trace_id }) => `${trace_id} succeeded and was never delivered`);
      }),
    ),
  );
}

function delivered({ target }: World, traceId: string): boolean {
  return target.deliveries.some((delivery) => delivery.passed && delivery.traceId === traceId);
}
