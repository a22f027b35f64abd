import type { JobAction } from '../../../src/domain/job/job.js';
import type { DeadLetter, EditKind } from '../../../src/domain/letter/dead-letter.js';
import { keyOfTraceId } from '../../../src/domain/letter/trace-id.js';
import type { JobRecord } from '../../../src/redrives/store/job-record.js';
import { VERSIONS_KEPT, type Result } from '../../../src/redrives/store/shards.js';
import { simulatedEvent, type Actions } from '../actions.js';
import type { World } from '../world.js';
import { jobsIn, membersOf, resultsOf } from './job-judgement.js';
import { IDS } from './job-steps.js';

/** A member and what the job has written of it; `result`: `undefined`: it counts as not tried. */
interface Told {
  job: JobRecord;
  traceId: string;
  key: string;
  result: Result | undefined;
}

function toldBy(world: World, action: JobAction): Told[] {
  return jobsIn(world)
    .filter((job) => job.action === action && job.deleted_at === null)
    .flatMap((job) => {
      const results = new Map(resultsOf(world, job).map((result) => [result.trace_id, result]));
      return membersOf(world, job).map((traceId) => {
        return { job, traceId, key: keyOfTraceId(traceId), result: results.get(traceId) };
      });
    });
}

const isThere = ({ bucket }: World, key: string) => bucket.etag(key) !== null;
const held = ({ bucket }: World, key: string) =>
  bucket.versionsOf(key).filter(({ object }) => object !== null).length;

/** What an erase says is gone is gone with its versions, and what it says it did not try is whole. */
export function wronglyErased({ world }: Actions): string[] {
  return toldBy(world, 'erase').flatMap(({ traceId, key, result }) => {
    const left = `its record is ${isThere(world, key) ? 'there' : 'gone'}, with ${held(world, key)} versions`;
    const goneOrErased = result?.outcome === 'gone' || result?.outcome === 'erased';
    if (goneOrErased && isThere(world, key)) return [`${traceId} is ${result.outcome}, and ${left}`];
    if (goneOrErased && held(world, key) > 0 && result.error_code !== VERSIONS_KEPT) {
      return [`${traceId} is ${result.outcome}, and ${left}`];
    }
    if (result === undefined && !isThere(world, key)) return [`${traceId} was not tried, and ${left}`];
    return [];
  });
}

/** What a person had erased is not lost. */
export function forgetErased({ world, ledger, placed }: Actions): void {
  for (const { traceId, result } of toldBy(world, 'erase')) {
    if (result?.outcome !== 'erased') continue;
    const { identity } = simulatedEvent(IDS[placed.indexOf(traceId)] ?? '');
    ledger.acknowledged.delete(identity);
  }
}

const OF_THE_EVENT: readonly EditKind[] = ['correct', 'undo'];

/** An undo has put back what the job that it undoes has left, and nothing else; and it says so. */
export function wronglyUndone({ world }: Actions): string[] {
  const letters = new Map(world.records().map(({ key, letter }) => [key, letter]));
  return toldBy(world, 'undo').flatMap(({ job, traceId, key, result }) => {
    const letter = letters.get(key);
    if (letter === undefined) return [];
    const edits = letter.edits.filter(({ kind }) => OF_THE_EVENT.includes(kind));
    const made = edits.filter(({ kind, jobId }) => kind === 'undo' && jobId === job.job_id);
    const before = edits[edits.indexOf(made[0]!) - 1];
    const says = `${job.job_id} says ${result?.outcome ?? 'not tried'} of ${traceId}`;
    return [
      ...(made.length > 1 ? [`${traceId} was undone ${made.length} times by ${job.job_id}`] : []),
      ...(made.length === 1 && before?.jobId !== job.undoes
        ? [`${traceId} was undone over another hand`]
        : []),
      ...((result?.outcome === 'restored') === made.length > 0 ? [] : [`${says}, and made ${made.length}`]),
      ...(made.length > 0 && edits.at(-1) === made[0] && !isAsItArrived(letter) ? [`${says}: halfway`] : []),
    ];
  });
}

function isAsItArrived({ arrived, event }: DeadLetter): boolean {
  return arrived === null && event.text === simulatedEvent(event.eventId).text;
}
