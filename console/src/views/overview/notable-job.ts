import type { Job, JobsPage } from '../../api/types.js';

const LIVE = ['running', 'paused'];
const RECENT_MS = 24 * 3_600_000;

/** The job that a person wants to know of: the one that runs or is paused, or else the latest one where it stopped itself. */
export function notableJob(jobs: JobsPage | undefined): Job | undefined {
  const live = jobs?.items.find(({ state }) => LIVE.includes(state));
  if (live !== undefined) return live;
  const latest = jobs?.items.find(({ state }) => state !== 'planned');
  const recent = latest?.ended_at != null && Date.now() - Date.parse(latest.ended_at) < RECENT_MS;
  return latest?.state === 'stopped' && recent ? latest : undefined;
}
