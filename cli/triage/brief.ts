import type { Client } from '../api/client.js';
import type { Group, Job, Mark, Ready, TargetsStatus } from '../api/operation.js';
import { ApiProblem } from '../api/problem.js';
import { Parts, type MissingPart } from './parts.js';

/** What would come of a retry of a cause now, by a dry run of a sample. */
interface WouldPass {
  sampled: number;
  would_pass: number;
  /** The most frequent reason of those that would not, where it is another than that of the cause. */
  why: string | null;
}

export interface BriefCause extends Group {
  would_pass_now: WouldPass | null;
  /**
   * What changed in the hour before the first dead letter of the cause, and until its latest one, the latest first. An old
   * dead letter may have this cause by a retry after a change.
   */
  changed_before: Mark[];
}

/** Everything that somebody who takes over needs to know; `-o json` prints it. `null`: it is among what is missing. */
export interface Brief {
  ready: Pick<Ready, 'status' | 'checks'> | null;
  dead_letters: number | null;
  cause_count: number | null;
  causes: BriefCause[];
  targets: TargetsStatus | null;
  /** Running, paused or stopped. */
  jobs: Job[];
  parked: number | null;
  missing: MissingPart[];
}

/** The most causes that are shown and dry-run. */
const MOST_CAUSES = 8;
const SAMPLE = 20;
const HOUR_MS = 3_600_000;
/** Changes that give dead letters another cause when they are retried. */
const MAY_EXPLAIN: ReadonlySet<string> = new Set(['schemas_changed', 'routes_changed', 'service_started']);
/** How far the timeline is read, for causes that are older than that nothing says what changed. */
const LOOK_BACK_MS = 24 * HOUR_MS;
const BUCKET_S = 3_600;
const OPEN_JOBS: ReadonlyArray<Job['state']> = ['running', 'paused', 'stopped'];

/**
 * Collects the brief. Nothing is changed: what would pass is told by dry runs. A part that is refused or fails is missing,
 * and the others are told.
 *
 * @param now milliseconds since the epoch
 * @throws ApiProblem where the key is not taken, and whatever failed where everything fails
 */
export async function collectBrief(api: Client, now: number): Promise<Brief> {
  const parts = new Parts();
  const query = { from: new Date(now - LOOK_BACK_MS).toISOString(), to: new Date(now).toISOString() };
  const [ready, groups, parked, targets, jobs, timeline] = await Promise.all([
    parts.of('health', readiness(api)),
    parts.of('causes', api.get('/api/v1/dlq/groups', { query: { sort: 'last_seen', limit: 100 } })),
    parts.of('parked', api.get('/api/v1/dlq/events', { query: { status: 'parked', limit: 1 } })),
    parts.of('targets', api.get('/api/v1/targets')),
    parts.of('jobs', api.get('/api/v1/dlq/redrives', { query: { limit: 20 } })),
    parts.of('changes', api.get('/api/v1/dlq/timeline', { query: { ...query, bucket_s: BUCKET_S } })),
  ]);
  parts.assertSome();
  const causes: BriefCause[] = [];
  for (const group of worstFirst(groups?.items ?? []).slice(0, MOST_CAUSES)) {
    const would = await parts.of('what would pass now', wouldPass(api, group));
    const changes = changesBefore(group, timeline?.marks ?? []);
    causes.push({ ...group, would_pass_now: would, changed_before: changes });
  }
  return {
    ready,
    dead_letters: groups?.dead_letters ?? null,
    cause_count: groups?.matched ?? null,
    causes,
    targets,
    jobs: (jobs?.items ?? []).filter(({ state }) => OPEN_JOBS.includes(state)),
    parked: parked?.matched ?? null,
    missing: parts.missing,
  };
}

/** A service that is not ready answers 503 with the same body. */
async function readiness(api: Client): Promise<Brief['ready']> {
  try {
    return await api.get('/health/ready');
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 503 || error.body.checks === undefined)
      throw error;
    return error.body as Brief['ready'];
  }
}

/** New causes that nobody muted, then the others; the most dead letters first. */
function worstFirst(groups: readonly Group[]): Group[] {
  const rank = ({ is_new: isNew, note }: Group) => (note?.state === 'muted' ? 2 : isNew ? 0 : 1);
  return groups.toSorted((a, b) => rank(a) - rank(b) || b.count - a.count);
}

async function wouldPass(api: Client, { fingerprint }: Group): Promise<WouldPass> {
  const body = { group: [fingerprint], sample: SAMPLE };
  const { sampled, would_pass, by_cause: causes } = await api.post('/api/v1/dlq/dry-run', { body });
  const [worst] = causes;
  return {
    sampled,
    would_pass,
    why: worst === undefined || worst.fingerprint === fingerprint ? null : worst.error,
  };
}

function changesBefore(
  { first_failed_at: first, last_failed_at: last }: Group,
  marks: readonly Mark[],
): Mark[] {
  const [since, until] = [Date.parse(first), Date.parse(last)];
  return marks
    .filter(({ at, action }) => {
      const time = Date.parse(at);
      return time > since - HOUR_MS && time <= (MAY_EXPLAIN.has(action) ? until : since);
    })
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
    .slice(0, 3);
}
