import { useState } from 'preact/hooks';
import { get } from '../../api/client.js';
import type { components } from '../../api/openapi.js';
import type { Job } from '../../api/types.js';
import { hrefOf } from '../../router/location.js';
import { useParameter } from '../../router/use-filters.js';
import { useQuery } from '../../state/use-query.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { count } from '../../ui/format.js';
import { EmptyState, Loaded } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { isOver, OUTCOMES, outcomeWords } from './job-words.js';

type Member = components['schemas']['MemberDto'];
type Outcome = NonNullable<Member['outcome']>;

const PAGE = 25;
const EVERY_MS = 5_000;

/** The members of a job, all or those with one outcome, a page at a time. */
export function JobMembers({ job }: { job: Job }) {
  const [outcome, setOutcome] = useParameter('outcome', '');
  const [paged, setPaged] = useState<{ outcome: string; tokens: readonly string[] }>({ outcome, tokens: [] });
  // Another outcome begins at its first page: a token of the one before would be refused.
  const tokens = paged.outcome === outcome ? paged.tokens : [];
  const setTokens = (next: readonly string[]) => setPaged({ outcome, tokens: next });
  const token = tokens.at(-1);
  const query = useQuery(
    `jobs/members/${job.job_id}/${isOver(job)}/${outcome}/${token ?? ''}`,
    (signal) =>
      get('/api/v1/dlq/redrives/{job_id}/members', {
        path: { job_id: job.job_id },
        query: {
          limit: PAGE,
          ...(outcome !== '' && { outcome: outcome as Outcome }),
          ...(token !== undefined && { next_token: token }),
        },
        signal,
      }),
    isOver(job) ? 0 : EVERY_MS,
  );
  const found = Object.keys(OUTCOMES).filter((name) => (job.outcomes[name] ?? 0) > 0);
  return (
    <section class="card">
      <div class="card-header">
        <h2>Members</h2>
        <div class="outcome-tabs" role="group" aria-label="Outcome">
          <Button pressed={outcome === ''} onClick={() => setOutcome('')}>
            All {count(job.total)}
          </Button>
          {found.map((name) => (
            <Button key={name} pressed={outcome === name} onClick={() => setOutcome(name)}>
              {outcomeWords(name).title} {count(job.outcomes[name] ?? 0)}
            </Button>
          ))}
        </div>
      </div>
      {outcome !== '' && outcomeWords(outcome).meaning !== '' && (
        <p class="card-content muted small">{outcomeWords(outcome).meaning}</p>
      )}
      <Loaded query={query}>
        {({ items, next_token }) => (
          <>
            {items.length === 0 ? (
              <EmptyState title="No member has this outcome" />
            ) : (
              <Table caption="Members" columns={COLUMNS} rows={items} keyOf={({ trace_id }) => trace_id} />
            )}
            {(tokens.length > 0 || next_token !== '') && (
              <div class="card-content row">
                <Button
                  disabledFor={tokens.length === 0 ? 'This is the first page' : null}
                  onClick={() => setTokens(tokens.slice(0, -1))}
                >
                  Back
                </Button>
                <Button
                  disabledFor={next_token === '' ? 'This is the last page' : null}
                  onClick={() => setTokens([...tokens, next_token])}
                >
                  Next
                </Button>
              </div>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}

const COLUMNS: readonly Column<Member>[] = [
  {
    name: 'event',
    title: 'Event',
    cell: ({ trace_id }) => (
      <a class="mono member-id" href={hrefOf(`/events/${trace_id}`)}>
        {trace_id}
      </a>
    ),
  },
  {
    name: 'outcome',
    title: 'Outcome',
    cell: ({ outcome }) =>
      outcome === null ? (
        <span class="muted">to come</span>
      ) : (
        <Badge tone={outcomeWords(outcome).tone} title={outcomeWords(outcome).meaning}>
          {outcomeWords(outcome).title}
        </Badge>
      ),
  },
  {
    name: 'error',
    title: 'Why',
    wideOnly: true,
    cell: ({ error_code, error }) => (
      <>
        {error_code !== null && <code>{error_code}</code>} {error}
      </>
    ),
  },
  { name: 'at', title: 'When', wideOnly: true, cell: ({ at }) => <Time at={at} form="clock" /> },
];
