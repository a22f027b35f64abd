import { matcher, type CatalogFilter } from '../../catalog/catalog-filter.js';
import type { Catalog } from '../../catalog/catalog.js';
import { isOpen, isRecord, objectKeyOf, traceIdOf, type Summary } from '../../catalog/summary.js';
import type { SummaryRow } from '../../catalog/table/row-cursor.js';
import type { JobAction, Member } from '../../domain/job/job.js';
import { timeOfTraceId } from '../../domain/letter/trace-id.js';
import type { JobRecord, JobSelection } from '../store/job-record.js';
import type { ShardStore } from '../store/shard.store.js';

/** Reads a filter as it was sent. @throws Problem 400 where it is none of `GET /events` */
export type ReadFilter = (fields: unknown) => Promise<CatalogFilter>;

export type Selects = (row: SummaryRow) => boolean;

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

/** Members in their order. Each is made when it is asked for, since a million of them at once would take 500 MB. */
export interface Membership extends Iterable<Member> {
  readonly total: number;
}

/** What a member is made of when it is asked for. */
type Taken = Pick<Summary, 'name' | 'etag' | 'fingerprint'>;

/** The members that a job has now, the oldest first. */
export function jobMembers(catalog: Pick<Catalog, 'forEach'>, takes: Selects): Membership {
  const taken: Taken[] = [];
  catalog.forEach((row) => {
    if (!takes(row) || traceIdOf(row) === null) return;
    taken.push({ name: row.name, etag: row.readEtag(), fingerprint: row.fingerprint });
  });
  const order = orderOf(taken);
  return {
    total: taken.length,
    *[Symbol.iterator]() {
      for (const index of order) yield memberOf(taken[index]!);
    },
  };
}

/** Numbers are compared first: comparing a million names takes seconds. A trace id begins with the time of its failure. */
function orderOf(taken: readonly Taken[]): Uint32Array {
  const times = Float64Array.from(taken, (one) => timeOfTraceId(traceIdOf(one) ?? ''));
  const byName = (a: number, b: number) => (taken[a]!.name < taken[b]!.name ? -1 : 1);
  return Uint32Array.from(taken.keys()).sort((a, b) => times[a]! - times[b]! || byName(a, b));
}

function memberOf(taken: Taken): Member {
  const { etag, fingerprint } = taken;
  return { traceId: traceIdOf(taken) ?? '', key: objectKeyOf(taken), etag, fingerprint };
}
