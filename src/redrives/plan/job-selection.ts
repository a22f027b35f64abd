import { matcher, type CatalogFilter } from '../../catalog/catalog-filter.js';
import type { Catalog } from '../../catalog/catalog.js';
import { isOpen, isRecord, objectKeyOf, traceIdOf, type Summary } from '../../catalog/summary.js';
import type { JobAction, Member } from '../../domain/job/job.js';
import type { JobRecord, JobSelection } from '../store/job-record.js';
import type { ShardStore } from '../store/shard.store.js';

/** Reads a filter as it was sent. @throws Problem 400 where it is none of `GET /events` */
export type ReadFilter = (fields: unknown) => Promise<CatalogFilter>;

export type Selects = (summary: Summary) => boolean;

/** Which records a job takes: those of its selection that its action can be done with. */
export async function takesOf(
  { filter, trace_ids }: JobSelection,
  action: JobAction,
  readFilter: ReadFilter,
): Promise<Selects> {
  const fits = fitting(action);
  if (trace_ids !== null) {
    const named = new Set(trace_ids);
    return (summary) => fits(summary) && named.has(traceIdOf(summary) ?? '');
  }
  const matches = matcher(await readFilter(filter ?? {}));
  return (summary) => fits(summary) && matches(summary);
}

function fitting(action: JobAction): Selects {
  if (action === 'restore') return ({ status }) => status === 'discarded';
  // What has passed and is kept, or was given up, holds the event as well.
  return action === 'erase' ? isRecord : isOpen;
}

/** Which records a job takes that undoes the corrections of another one: those of its members that are still corrected. */
export async function stillCorrected(
  { job_id, members }: Pick<JobRecord, 'job_id' | 'members'>,
  shards: Pick<ShardStore, 'members'>,
): Promise<Selects> {
  const keys = new Set<string>();
  for (const name of members) for (const { key } of await shards.members(job_id, name)) keys.add(key);
  return (summary) => isOpen(summary) && summary.edited && keys.has(objectKeyOf(summary));
}

/** The members that a job has now, the oldest first. */
export function jobMembers(catalog: Catalog, takes: Selects): Member[] {
  const taken: Summary[] = [];
  catalog.forEach((summary) => {
    if (takes(summary)) taken.push(summary);
  });
  // A trace id begins with the time of the first failure.
  return taken
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((summary) => {
      const traceId = traceIdOf(summary);
      if (traceId === null) return [];
      const { etag, fingerprint } = summary;
      return [{ traceId, key: objectKeyOf(summary), etag, fingerprint }];
    });
}
