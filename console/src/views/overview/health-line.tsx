import type { GroupsPage, JobsPage, Ready, Stats, Targets } from '../../api/types.js';
import type { Query } from '../../state/use-query.js';
import { Badge } from '../../ui/badge.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { Time } from '../../ui/time.js';
import { healthOf } from './health.js';
import { notableJob } from './notable-job.js';

interface Props {
  ready: Query<Ready>;
  stats: Query<Stats>;
  groups: Query<GroupsPage>;
  targets: Query<Targets>;
  jobs: Query<JobsPage>;
}

/** Healthy or not, in words. */
export function HealthLine({ ready, stats, groups, targets, jobs }: Props) {
  const health = healthOf({
    ready: ready.data,
    stats: stats.data,
    groups: groups.data?.items,
    targets: targets.data,
    job: notableJob(jobs.data),
  });
  const failed = [ready, stats, groups, targets].find(
    ({ data, error }) => data === undefined && error !== null,
  );
  if (failed !== undefined) return <ErrorState error={failed.error} retry={failed.refresh} />;
  if (health === null) return <Skeleton lines={1} />;
  const warming = stats.data?.catalog.state === 'warming';
  return (
    <header class="health-line">
      <h1 class="visually-hidden">Overview</h1>
      <Badge tone={health.tone}>{health.title}</Badge>
      <p class="health-words">{health.sentences.join(' ')}</p>
      <p class="muted small health-time">
        {warming && 'The first listing is under way, so that there may be more. '}
        {stats.stale ? 'Not up to date: ' : ''}as of <Time at={stats.asOf} form="clock" />
      </p>
    </header>
  );
}
