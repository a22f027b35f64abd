import { queryString } from '../../api/query-string.js';
import type { TargetStatus } from '../../api/types.js';
import { hrefOf } from '../../router/location.js';
import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { Loaded } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { useTargets } from '../overview/queries.js';

/** How the targets and CXone answered the process that was asked. */
export function TargetsTable() {
  return (
    <Card title="Targets and CXone" flush>
      <Loaded query={useTargets()} lines={3}>
        {({ items, cxone }) => (
          <>
            {items.length === 0 ? (
              <p class="settings-note muted">No target is configured: an event is done after its schema.</p>
            ) : (
              <Table caption="Targets" columns={COLUMNS} rows={items} keyOf={({ name }) => name} />
            )}
            <p class="settings-note">
              {cxone === null ? (
                <span class="muted">CXone is not configured.</span>
              ) : (
                <>
                  CXone at <code>{cxone.base_url}</code>: token given <Time at={cxone.token.last_ok_at} />,
                  refused <Time at={cxone.token.last_failed_at} />
                  {cxone.token.last_error_code !== null && <> ({cxone.token.last_error_code})</>}.
                </>
              )}
            </p>
          </>
        )}
      </Loaded>
    </Card>
  );
}

const BREAKERS = {
  closed: <Badge tone="good">takes calls</Badge>,
  open: <Badge tone="bad">retries wait</Badge>,
  probing: <Badge tone="warning">tries again</Badge>,
};

const COLUMNS: readonly Column<TargetStatus>[] = [
  {
    name: 'name',
    title: 'Target',
    cell: ({ name, url }) => (
      <>
        <a href={hrefOf(`/events${queryString({ target: name })}`)}>{name}</a>
        <div class="small muted">{url ?? 'a processor in code'}</div>
      </>
    ),
  },
  { name: 'breaker', title: 'State', cell: ({ breaker }) => BREAKERS[breaker] },
  { name: 'ok', title: 'Answered', wideOnly: true, cell: ({ last_ok_at }) => <Time at={last_ok_at} /> },
  {
    name: 'failed',
    title: 'Failed',
    cell: ({ last_failed_at, last_error_code }) => (
      <>
        <Time at={last_failed_at} />
        {last_error_code !== null && <div class="small muted">{last_error_code}</div>}
      </>
    ),
  },
];
