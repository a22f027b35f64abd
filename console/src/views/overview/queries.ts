import { get } from '../../api/client.js';
import { ApiProblem } from '../../api/problem.js';
import type { Ready } from '../../api/types.js';
import { useQuery } from '../../state/use-query.js';
import { windowOf } from './brush.js';
import type { ChartRange } from './ranges.js';

/** What the overview asks. */
const EVERY_MS = 10_000;
/** Of the audit's marks and of counts by the minute. */
const TIMELINE_EVERY_MS = 20_000;

export const useReady = () => useQuery('ready', readyNow, EVERY_MS);
export const useStats = () => useQuery('stats', (signal) => get('/api/v1/dlq/stats', { signal }), EVERY_MS);
export const useTargets = () => useQuery('targets', (signal) => get('/api/v1/targets', { signal }), EVERY_MS);
export const useLatestJobs = () =>
  useQuery(
    'jobs:latest',
    (signal) => get('/api/v1/dlq/redrives', { query: { limit: 10 }, signal }),
    EVERY_MS,
  );
export const useWorstCauses = () =>
  useQuery(
    'groups:worst',
    (signal) => get('/api/v1/dlq/groups', { query: { limit: 100 }, signal }),
    EVERY_MS,
  );

export function useTimeline(range: ChartRange) {
  const key = 'from' in range ? `${range.from}/${range.to}` : range.name;
  const ask = (signal: AbortSignal) =>
    get('/api/v1/dlq/timeline', { query: windowOf(range, Date.now()), signal });
  // The chart stays until the one of another time has come: what was brushed on it stays in sight.
  return useQuery(`timeline:${key}`, ask, TIMELINE_EVERY_MS, { keep: true });
}

/** An answer of 503 says what is wrong as well. */
async function readyNow(signal: AbortSignal): Promise<Ready> {
  try {
    return await get('/health/ready', { signal });
  } catch (error) {
    if (error instanceof ApiProblem && typeof error.body.checks === 'object') return readyIn(error.body);
    throw error;
  }
}

function readyIn({ status, checks }: Readonly<Record<string, unknown>>): Ready {
  return { status: status as Ready['status'], checks: checks as Ready['checks'] };
}
