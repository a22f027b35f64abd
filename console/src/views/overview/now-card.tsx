import type { Job, JobsPage, Stats } from '../../api/types.js';
import { hrefOf } from '../../router/location.js';
import type { Query } from '../../state/use-query.js';
import { StatusBadge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { count, duration } from '../../ui/format.js';
import { Loaded } from '../../ui/states.js';
import { notableJob } from './notable-job.js';

/** What happens by itself: retries that are due, and the job. */
export function NowCard({ stats, jobs }: { stats: Query<Stats>; jobs: Query<JobsPage> }) {
  return (
    <Card title="Under way" actions={<a href={hrefOf('/jobs')}>All jobs</a>}>
      <Loaded query={stats} lines={1}>
        {({ due_now }) => (
          <p class="backlog-row">
            <span>Due now</span>
            <span>{count(due_now)}</span>
          </p>
        )}
      </Loaded>
      <Loaded query={jobs} lines={1}>
        {(page) => {
          const job = notableJob(page);
          return job === undefined ? <p class="muted">No job runs.</p> : <JobLine job={job} />;
        }}
      </Loaded>
    </Card>
  );
}

function JobLine({ job }: { job: Job }) {
  const { job_id, action, state, done, total, failed, eta_s } = job;
  return (
    <div class="job-line">
      <p class="backlog-row">
        <a href={hrefOf(`/jobs/${job_id}`)}>
          <StatusBadge status={state} /> {action}
        </a>
        <span>
          {count(done)} of {count(total)}
        </span>
      </p>
      <progress max={Math.max(total, 1)} value={done} aria-label={`${done} of ${total} done`} />
      <p class="muted small">
        {failed > 0 && `${count(failed)} failed. `}
        {state === 'running' && eta_s !== null && `About ${duration(eta_s)} to go.`}
        {job.stop_reason?.text}
      </p>
    </div>
  );
}
