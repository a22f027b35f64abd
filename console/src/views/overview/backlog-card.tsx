import { queryString } from '../../api/query-string.js';
import type { Stats } from '../../api/types.js';
import { hrefOf } from '../../router/location.js';
import { now } from '../../state/now.js';
import { useStore } from '../../state/store.js';
import type { Query } from '../../state/use-query.js';
import { StatusBadge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { count } from '../../ui/format.js';
import { Loaded } from '../../ui/states.js';
import { Time } from '../../ui/time.js';
import { agesOf, unresolvedOf, type AgeBand } from './ages.js';

const UNRESOLVED = ['parked', 'pending', 'received'];
const STATUSES = [...UNRESOLVED, 'corrupt', 'unreadable', 'foreign'];

/** What waits, by status and by age. Each number leads to its events. */
export function BacklogCard({ stats }: { stats: Query<Stats> }) {
  const present = useStore(now);
  return (
    <Card
      title="Backlog"
      actions={<a href={hrefOf(`/events${queryString({ status: UNRESOLVED })}`)}>All events</a>}
    >
      <Loaded query={stats}>
        {(data) => (
          <div class="backlog">
            <ul>
              {STATUSES.map((status) => [status, data.by_status[status] ?? 0] as const)
                .filter(([status, number]) => number > 0 || status === 'parked' || status === 'pending')
                .map(([status, number]) => (
                  <li key={status} class="backlog-row">
                    <a href={hrefOf(`/events${queryString({ status })}`)}>
                      <StatusBadge status={status} />
                    </a>
                    <span>{count(number)}</span>
                  </li>
                ))}
              <li class="backlog-row muted small">
                <span>Oldest</span>
                <Time at={data.oldest_unresolved_at} />
              </li>
            </ul>
            <ul>
              {agesOf(data, present).map((band) => (
                <AgeRow key={band.name} band={band} of={unresolvedOf(data)} />
              ))}
            </ul>
          </div>
        )}
      </Loaded>
    </Card>
  );
}

function AgeRow({ band, of }: { band: AgeBand; of: number }) {
  const time = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  const query = { status: UNRESOLVED, from: time(band.from), to: time(band.to) };
  return (
    <li class="backlog-row">
      <a href={hrefOf(`/events${queryString(query)}`)}>{band.name}</a>
      <span class="age-bar" aria-hidden="true">
        <span class="age-bar-part" style={{ width: `${(100 * band.count) / Math.max(of, 1)}%` }} />
      </span>
      <span class="age-count">{count(band.count)}</span>
    </li>
  );
}
