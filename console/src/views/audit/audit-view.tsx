import './audit.css';
import { useState } from 'preact/hooks';
import { hrefOf } from '../../router/location.js';
import { useFilters } from '../../router/use-filters.js';
import { useQuery } from '../../state/use-query.js';
import { Button } from '../../ui/button.js';
import { counted } from '../../ui/format.js';
import { PageHeader } from '../../ui/page-header.js';
import { EmptyState, Loaded } from '../../ui/states.js';
import { AuditFilters, FILTERS } from './audit-filters.js';
import { AuditItem } from './audit-item.js';
import { loadAudit, type AuditQuery } from './load-audit.js';

/** While several pages are shown they are not asked for again by themselves. */
const EVERY_MS = 10_000;

/** Who changed what, when and why, the newest first. */
export default function AuditView() {
  const [{ action, ...others }] = useFilters(FILTERS);
  const single = Object.entries(others).map(([name, values]) => [name, values[0]]);
  const asked = { ...Object.fromEntries(single), ...(action && { action }) } as AuditQuery;
  const key = JSON.stringify(asked);
  const [shown, show] = useState({ key, pages: 1 });
  // Other filters begin at the newest entry again.
  const pages = shown.key === key ? shown.pages : 1;
  const audit = useQuery(
    `audit:${key}:${pages}`,
    (signal) => loadAudit(asked, pages, signal),
    pages === 1 ? EVERY_MS : 0,
    { keep: true },
  );
  return (
    <>
      <PageHeader title="Audit">Who changed what, when and why. Nobody can change it here.</PageHeader>
      <AuditFilters />
      <Loaded query={audit} lines={12}>
        {({ items, unreadable, more }) => (
          <div class="stack">
            {unreadable.length > 0 && (
              <p class="notice notice-warning">
                {counted(unreadable.length, 'entry', 'entries')} cannot be read: {unreadable.join(', ')}
              </p>
            )}
            {items.length === 0 && !more && <Nothing filtered={key !== '{}'} />}
            {items.length === 0 && more && (
              <EmptyState title="Nothing like this among the newest entries">
                There are older ones to look through.
              </EmptyState>
            )}
            {items.length > 0 && (
              <ol class="card audit-list" aria-label="Entries of the audit">
                {items.map((entry) => (
                  <AuditItem key={entry.audit_id} entry={entry} />
                ))}
              </ol>
            )}
            {more && (
              <div>
                <Button busy={audit.loading} onClick={() => show({ key, pages: pages + 1 })}>
                  Show more
                </Button>
              </div>
            )}
          </div>
        )}
      </Loaded>
    </>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  if (!filtered) return <EmptyState title="Nothing was changed yet" />;
  return (
    <EmptyState title="No entry is like this">
      <a href={hrefOf('/audit')}>Show all entries</a>.
    </EmptyState>
  );
}
