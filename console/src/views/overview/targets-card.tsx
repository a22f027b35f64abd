import { queryString } from '../../api/query-string.js';
import type { Targets, TargetStatus } from '../../api/types.js';
import { hrefOf } from '../../router/location.js';
import type { Query } from '../../state/use-query.js';
import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { Loaded } from '../../ui/states.js';
import { Time } from '../../ui/time.js';

/** Whether the targets and CXone answer. */
export function TargetsCard({ targets }: { targets: Query<Targets> }) {
  return (
    <Card title="Targets and CXone">
      <Loaded query={targets} lines={2}>
        {({ items, cxone }) => (
          <ul class="target-list">
            {items.map((target) => (
              <TargetRow key={target.name} target={target} />
            ))}
            {items.length === 0 && (
              <li class="muted">No target is configured: an event is done after its schema.</li>
            )}
            {cxone === null ? (
              <li class="muted">CXone is not configured.</li>
            ) : (
              <li class="backlog-row">
                <span title={cxone.base_url}>CXone token</span>
                <LatestCalls {...cxone.token} />
              </li>
            )}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}

const BREAKERS = {
  closed: null,
  open: <Badge tone="bad">waits</Badge>,
  probing: <Badge tone="warning">tries again</Badge>,
};

function TargetRow({ target }: { target: TargetStatus }) {
  return (
    <li class="backlog-row">
      <a
        href={hrefOf(`/events${queryString({ target: target.name })}`)}
        title={target.url ?? 'a processor in code'}
      >
        {target.name.replace(/^target:/, '')}
      </a>
      {BREAKERS[target.breaker] ?? <LatestCalls {...target} />}
    </li>
  );
}

/** How the latest call ended. */
function LatestCalls(calls: Pick<TargetStatus, 'last_ok_at' | 'last_failed_at' | 'last_error_code'>) {
  const { last_ok_at: ok, last_failed_at: failed, last_error_code: code } = calls;
  if (ok === null && failed === null) return <Badge>not called yet</Badge>;
  if (failed !== null && (ok === null || Date.parse(failed) > Date.parse(ok))) {
    return (
      <Badge tone="bad" title={code ?? ''}>
        failed <Time at={failed} />
      </Badge>
    );
  }
  return (
    <Badge tone="good">
      answered <Time at={ok} />
    </Badge>
  );
}
