import './jobs.css';
import { call } from '../../api/client.js';
import type { Job } from '../../api/types.js';
import { hrefOf } from '../../router/location.js';
import type { ViewProps } from '../view.js';
import { invalidate } from '../../state/query-cache.js';
import { StatusBadge } from '../../ui/badge.js';
import { CopyButton } from '../../ui/copy-button.js';
import { PageHeader } from '../../ui/page-header.js';
import { Loaded } from '../../ui/states.js';
import { Time } from '../../ui/time.js';
import { filtersOf } from './filter-body.js';
import { FilterSummary } from './filter-summary.js';
import { JobControls } from './job-controls.js';
import { JobCorrection } from './job-correction.js';
import { JobMembers } from './job-members.js';
import { JobProgress } from './job-progress.js';
import { ReportButton } from './report-button.js';
import { StartBox } from './start-box.js';
import { StopNotice } from './stop-notice.js';
import { UndoButton } from './undo-button.js';
import { titleOf } from './job-words.js';
import { useJob } from './use-job.js';

/** One job: how far it is, what became of its members, and what can be done with it. */
export default function JobView({ params }: ViewProps) {
  const jobId = params.job_id ?? '';
  return <Loaded query={useJob(jobId)}>{(job) => <OneJob job={job} />}</Loaded>;
}

function OneJob({ job }: { job: Job }) {
  const start = async () => {
    await call('post', '/api/v1/dlq/redrives/{job_id}/start', {
      path: { job_id: job.job_id },
      body: { expected_count: job.total, ...(job.reason !== null && { reason: job.reason }) },
    });
    invalidate('jobs');
  };
  return (
    <>
      <PageHeader
        title={
          <span class="row">
            {titleOf(job)} <StatusBadge status={job.state} />
          </span>
        }
        actions={
          job.started_at !== null && (
            <>
              <UndoButton job={job} />
              <ReportButton jobId={job.job_id} />
            </>
          )
        }
      >
        <p>
          <a href={hrefOf('/jobs')}>Jobs</a> · <span class="mono">{job.job_id}</span>{' '}
          <CopyButton text={job.job_id} label="Copy the job's id" />
        </p>
      </PageHeader>
      <div class="stack">
        <StopNotice job={job} />
        {job.state === 'planned' ? (
          <section class="card card-content stack">
            <p class="muted">It was planned and not started: nothing was sent, and nothing was changed.</p>
            <StartBox action={job.action} number={job.total} start={start} />
          </section>
        ) : (
          <section class="card" aria-label="Progress">
            <div class="card-content stack">
              <JobProgress job={job} />
              <JobControls job={job} />
            </div>
          </section>
        )}
        <section class="card card-content stack">
          <JobFacts job={job} />
          {job.correction !== null && <JobCorrection correction={job.correction} />}
        </section>
        {job.started_at !== null && <JobMembers job={job} />}
      </div>
    </>
  );
}

function JobFacts({ job }: { job: Job }) {
  return (
    <dl class="facts">
      <dt>Planned</dt>
      <dd>
        <Time at={job.planned_at} form="clock" /> by {job.by}
      </dd>
      {job.started_at !== null && (
        <>
          <dt>Started</dt>
          <dd>
            <Time at={job.started_at} form="clock" />
            {job.started_by !== null && ` by ${job.started_by}`}
          </dd>
        </>
      )}
      {job.ended_at !== null && (
        <>
          <dt>Ended</dt>
          <dd>
            <Time at={job.ended_at} form="clock" />
          </dd>
        </>
      )}
      {job.undoes !== null && (
        <>
          <dt>Undoes</dt>
          <dd>
            <a class="mono" href={hrefOf(`/jobs/${job.undoes}`)}>
              {job.undoes}
            </a>
          </dd>
        </>
      )}
      {job.undoes === null && (
        <>
          <dt>Events</dt>
          <dd>
            {job.filter === null ? (
              'Those that were selected'
            ) : (
              <FilterSummary filters={filtersOf(job.filter)} traceIds={[]} />
            )}
          </dd>
        </>
      )}
      <dt>Why</dt>
      <dd>{job.reason ?? <span class="muted">Nobody said</span>}</dd>
      <dt>Pace</dt>
      <dd>
        {job.rate_per_second} a second, {job.concurrency} at once
      </dd>
      <dt>Who did what</dt>
      <dd>
        <a href={hrefOf(`/audit?job_id=${job.job_id}`)}>The audit of this job</a>
      </dd>
    </dl>
  );
}
