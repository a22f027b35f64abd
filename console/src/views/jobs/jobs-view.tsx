import './jobs.css';
import { useState } from 'preact/hooks';
import { get } from '../../api/client.js';
import type { Job } from '../../api/types.js';
import { hrefOf, navigate } from '../../router/location.js';
import { useCommands } from '../../state/commands.js';
import { useShortcuts } from '../../state/shortcuts.js';
import { useMe } from '../../state/session.js';
import { useQuery } from '../../state/use-query.js';
import { StatusBadge } from '../../ui/badge.js';
import { Button, refusalOf } from '../../ui/button.js';
import { count, duration } from '../../ui/format.js';
import { PageHeader } from '../../ui/page-header.js';
import { EmptyState, Loaded } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { titleOf } from './job-words.js';

const PAGE = 50;

/** The jobs of the bucket, the latest planned first. */
export default function JobsView() {
  const [tokens, setTokens] = useState<readonly string[]>([]);
  const token = tokens.at(-1);
  const query = useQuery(
    `jobs/page/${token ?? ''}`,
    (signal) =>
      get('/api/v1/dlq/redrives', {
        query: { limit: PAGE, ...(token !== undefined && { next_token: token }) },
        signal,
      }),
    5_000,
  );
  const refusal = refusalOf('operator', useMe()?.role);
  const create = () => navigate('/jobs/new');
  useShortcuts([{ keys: 'n', does: 'New job', run: () => refusal === null && create() }]);
  useCommands([
    { id: 'new-job', title: 'New job', keywords: 'redrive retry all', run: create, disabledFor: refusal },
  ]);
  return (
    <>
      <PageHeader
        title="Jobs"
        actions={
          <Button kind="primary" needs="operator" onClick={create}>
            New job
          </Button>
        }
      >
        Many events at once: retried, corrected, discarded, restored or erased. One runs at a time.
      </PageHeader>
      <Loaded query={query} lines={6}>
        {({ items, next_token }) =>
          items.length === 0 && tokens.length === 0 ? (
            <EmptyState title="There are no jobs">
              Choose events or a cause and plan a job for them, or{' '}
              <a href={hrefOf('/jobs/new')}>begin here</a>.
            </EmptyState>
          ) : (
            <div class="stack">
              <div class="card">
                <Table caption="Jobs" columns={COLUMNS} rows={items} keyOf={({ job_id }) => job_id} />
              </div>
              {(tokens.length > 0 || next_token !== '') && (
                <div class="row">
                  <Button
                    disabledFor={tokens.length === 0 ? 'These are the latest' : null}
                    onClick={() => setTokens(tokens.slice(0, -1))}
                  >
                    Later
                  </Button>
                  <Button
                    disabledFor={next_token === '' ? 'There are no earlier ones' : null}
                    onClick={() => setTokens([...tokens, next_token])}
                  >
                    Earlier
                  </Button>
                </div>
              )}
            </div>
          )
        }
      </Loaded>
    </>
  );
}

const COLUMNS: readonly Column<Job>[] = [
  {
    name: 'job',
    title: 'Job',
    cell: (job) => (
      <>
        <a class="link-row" href={hrefOf(`/jobs/${job.job_id}`)}>
          {titleOf(job)}
        </a>
        {job.reason !== null && <div class="muted small">{job.reason}</div>}
      </>
    ),
  },
  { name: 'state', title: 'State', cell: ({ state }) => <StatusBadge status={state} /> },
  {
    name: 'done',
    title: 'Done',
    numeric: true,
    cell: ({ state, done, total }) => (state === 'planned' ? '–' : `${count(done)} of ${count(total)}`),
  },
  {
    name: 'failed',
    title: 'Failed',
    numeric: true,
    cell: ({ failed }) => (failed > 0 ? <strong>{count(failed)}</strong> : '0'),
  },
  { name: 'by', title: 'By', wideOnly: true, cell: ({ by, started_by }) => started_by ?? by },
  { name: 'planned', title: 'Planned', wideOnly: true, cell: ({ planned_at }) => <Time at={planned_at} /> },
  {
    name: 'took',
    title: 'Took',
    wideOnly: true,
    numeric: true,
    cell: ({ started_at, ended_at }) =>
      started_at !== null && ended_at !== null
        ? duration((Date.parse(ended_at) - Date.parse(started_at)) / 1_000)
        : '–',
  },
];
