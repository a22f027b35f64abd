import { get } from '../../api/client.js';
import type { components } from '../../api/openapi.js';
import { useQuery } from '../../state/use-query.js';
import { Card } from '../../ui/card.js';
import { count } from '../../ui/format.js';
import { Loaded } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/time.js';

type Target = components['schemas']['TargetDto'];
type Route = components['schemas']['RouteDto'];

/** Which target gets which events, and how each is called. */
export function RoutesCard() {
  const routes = useQuery('routes', (signal) => get('/api/v1/routes', { signal }), 30_000);
  return (
    <Card title="Routes" flush>
      <Loaded query={routes} lines={3}>
        {({ loaded_at, targets, routes: rules, default: last }) => (
          <>
            {rules.length > 0 && (
              <Table
                caption="Routes: the first that fits wins"
                columns={ROUTES}
                rows={rules}
                keyOf={(route) => String(rules.indexOf(route))}
              />
            )}
            <p class="settings-note">
              {rules.length > 0 && 'The first that fits wins. '}
              {last === null ? (
                'An event that no route fits goes to no target.'
              ) : (
                <>
                  {rules.length > 0 ? 'Every other event' : 'Every event'} goes to <code>{last}</code>.
                </>
              )}{' '}
              <span class="muted">
                Read <Time at={loaded_at} />.
              </span>
            </p>
            {targets.length > 0 && (
              <Table
                caption="How targets are called"
                columns={TARGETS}
                rows={targets}
                keyOf={({ name }) => name}
              />
            )}
          </>
        )}
      </Loaded>
    </Card>
  );
}

const ROUTES: readonly Column<Route>[] = [
  { name: 'tenant', title: 'Tenant', cell: ({ tenant }) => tenant ?? <span class="muted">every one</span> },
  {
    name: 'type',
    title: 'Type of event',
    cell: ({ event_type }) => event_type ?? <span class="muted">every one, or none</span>,
  },
  { name: 'target', title: 'Target', cell: ({ target }) => <code>{target}</code> },
];

const TARGETS: readonly Column<Target>[] = [
  {
    name: 'name',
    title: 'Target',
    cell: ({ name, url }) => (
      <>
        <code>{name}</code>
        <div class="small muted">{url}</div>
      </>
    ),
  },
  { name: 'signed', title: 'Signed', cell: ({ signed }) => (signed ? 'yes' : 'no') },
  {
    name: 'headers',
    title: 'Headers',
    wideOnly: true,
    cell: ({ headers }) => (headers.length === 0 ? <span class="muted">none</span> : headers.join(', ')),
  },
  {
    name: 'timeout',
    title: 'Waits',
    numeric: true,
    wideOnly: true,
    cell: ({ timeout_ms }) => `${count(timeout_ms)} ms`,
  },
  {
    name: 'at_once',
    title: 'At once',
    numeric: true,
    cell: ({ max_in_flight }) => count(max_in_flight),
  },
];
