import type { Group, GroupsPage } from '../../api/types.js';
import { queryString } from '../../api/query-string.js';
import { hrefOf } from '../../router/location.js';
import type { Query } from '../../state/use-query.js';
import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { count } from '../../ui/format.js';
import { Sparkline } from '../../ui/sparkline.js';
import { EmptyState, Loaded } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { trendOf } from '../../ui/trend.js';
import { schemaPathOf } from '../causes/schema-path.js';

const SHOWN = 6;

const COLUMNS: readonly Column<Group>[] = [
  {
    name: 'cause',
    title: 'Cause',
    cell: (group) => (
      <>
        <a class="cause-link" href={hrefOf(`/causes${queryString({ open: group.fingerprint })}`)}>
          {group.error}
        </a>
        <div class="row small muted">
          {group.is_new && <Badge tone="accent">new</Badge>}
          {(group.fixed_now?.would_pass ?? 0) > 0 && <Badge tone="good">would pass now</Badge>}
          <span>{[group.error_code, group.target].filter(Boolean).join(' · ')}</span>
          <CorrectSchema group={group} />
        </div>
      </>
    ),
  },
  { name: 'count', title: 'Events', numeric: true, cell: (group) => count(group.count) },
  {
    name: 'trend',
    title: '24 hours',
    wideOnly: true,
    cell: ({ per_hour }) => (
      <Sparkline counts={per_hour} label={`Failures by the hour: ${trendOf(per_hour)}`} />
    ),
  },
  { name: 'last', title: 'Last', numeric: true, cell: (group) => <Time at={group.last_failed_at} /> },
];

function CorrectSchema({ group }: { group: Group }) {
  const schema = schemaPathOf(group);
  return schema === null ? null : (
    <a class="cause-schema" href={hrefOf(schema)}>
      Correct the schema
    </a>
  );
}

/** New causes, and then those with most unresolved events; muted ones are left out. */
export function CausesCard({ groups }: { groups: Query<GroupsPage> }) {
  return (
    <Card flush title="What hurts most" actions={<a href={hrefOf('/causes')}>All causes</a>}>
      <Loaded query={groups} lines={6}>
        {({ items, catalog }) => {
          const shown = worstOf(items).slice(0, SHOWN);
          if (shown.length === 0) {
            const warming = catalog.state === 'warming';
            return (
              <EmptyState title={warming ? 'The service is still reading its store' : 'Nothing fails'} />
            );
          }
          return (
            <Table caption="Causes" columns={COLUMNS} rows={shown} keyOf={({ fingerprint }) => fingerprint} />
          );
        }}
      </Loaded>
    </Card>
  );
}

/** They come in the order of their counts. */
function worstOf(groups: readonly Group[]): Group[] {
  const heard = groups.filter(({ note }) => note?.state !== 'muted');
  return heard.toSorted((one, other) => Number(other.is_new) - Number(one.is_new));
}
