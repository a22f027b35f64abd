import type { JobRecord } from './job-record.js';

type RunTime = Pick<JobRecord, 'ran_ms' | 'running_since'>;

/**
 * How long a job has run, as a change of its state leaves it. Pauses do not count.
 *
 * @param now milliseconds since the epoch
 */
export function runTimeAfter(before: JobRecord, state: JobRecord['state'], now: number): RunTime {
  const isRunning = state === 'running';
  if (isRunning === (before.state === 'running'))
    return { ran_ms: before.ran_ms, running_since: before.running_since };
  return isRunning
    ? { ran_ms: before.ran_ms, running_since: new Date(now).toISOString() }
    : { ran_ms: ranMs(before, now), running_since: null };
}

/** How long a job has run by now, milliseconds. Jobs of earlier versions know their start alone. */
export function ranMs({ state, ran_ms, running_since, started_at }: JobRecord, now: number): number {
  if (state !== 'running') return ran_ms;
  const since = running_since ?? started_at;
  return ran_ms + (since === null ? 0 : Math.max(0, now - Date.parse(since)));
}
