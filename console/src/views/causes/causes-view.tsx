import { useEffect, useState } from 'preact/hooks';
import type { Group } from '../../api/types.js';
import { navigate, usePlace } from '../../router/location.js';
import { useFilters, useParameter } from '../../router/use-filters.js';
import { useShortcuts } from '../../state/shortcuts.js';
import { useQuery } from '../../state/use-query.js';
import { Button } from '../../ui/button.js';
import { count, counted } from '../../ui/format.js';
import { PageHeader } from '../../ui/page-header.js';
import { EmptyState, Loaded } from '../../ui/states.js';
import { CauseFilters, FILTERS, isSort } from './cause-filters.js';
import { CauseItem } from './cause-item.js';
import { loadCauses, type CauseQuery } from './load-causes.js';
import { NoteDialog } from './note-dialog.js';
import { noteWith } from './note-change.js';
import { useNote } from './use-note.js';
import './causes.css';

/** Why events fail: each cause once, with what people know of it. */
export default function CausesView() {
  const [filters] = useFilters(FILTERS);
  const [sort] = useParameter('sort', 'count');
  const opened = usePlace().query.get('open');
  const [chosen, choose] = useState<string | null>(opened);
  const [tried, setTried] = useState<string | null>(null);
  const notes = useNote();
  const asked = { ...filters, sort: isSort(sort) ? sort : 'count' } as CauseQuery;
  const key = JSON.stringify(asked);
  const [shown, show] = useState({ of: key, pages: 1 });
  // Other filters begin with their first page.
  const pages = shown.of === key ? shown.pages : 1;
  const causes = useQuery(`groups:${key}:${pages}`, (signal) => loadCauses(asked, pages, signal), 10_000, {
    keep: true,
  });
  const items = causes.data?.items ?? [];
  const at = items.findIndex(({ fingerprint }) => fingerprint === chosen);
  const group = items[at];

  useEffect(() => {
    if (causes.data !== undefined && opened !== null) focusOn(opened);
  }, [opened, causes.data === undefined]);

  const move = (by: number) => {
    const next = items[Math.min(Math.max(at + by, 0), items.length - 1)];
    if (next !== undefined) focusOn(next.fingerprint);
  };
  const withChosen = (act: (one: NonNullable<typeof group>) => void) => () => {
    if (group !== undefined) act(group);
  };
  useShortcuts([
    { keys: 'j', does: 'Next cause', run: () => move(1) },
    { keys: 'k', does: 'Previous cause', run: () => move(-1) },
    {
      keys: 'v',
      does: 'View the events of the cause',
      run: withChosen(({ fingerprint }) => navigate(`/events?group=${fingerprint}`)),
    },
    {
      keys: 't',
      does: 'Try the cause by a dry run',
      run: withChosen(({ fingerprint }) => setTried(fingerprint)),
    },
    {
      keys: 'p',
      does: 'Plan a job for the cause',
      run: withChosen(({ fingerprint }) => navigate(`/jobs/new?group=${fingerprint}`)),
    },
    {
      keys: 'n',
      does: 'Write a note',
      run: withChosen((one) => notes.edit({ group: one, request: noteWith(one.note, {}) })),
    },
    {
      keys: '/',
      does: 'Search',
      run: () => document.querySelector<HTMLInputElement>('.cause-filters input')?.focus(),
    },
  ]);

  return (
    <>
      <PageHeader title="Causes">
        {causes.data !== undefined && `${counted(causes.data.matched, 'cause')} of unresolved events`}
      </PageHeader>
      <CauseFilters />
      <Loaded query={causes} lines={12}>
        {({ more, warming }) => (
          <div class="cause-list">
            <News causes={items} />
            {items.length === 0 && <Nothing filtered={Object.keys(filters).length > 0} warming={warming} />}
            {items.map((one) => (
              <CauseItem
                key={one.fingerprint}
                group={one}
                chosen={one.fingerprint === chosen}
                onChoose={() => choose(one.fingerprint)}
                notes={notes}
                dryRun={one.fingerprint === tried}
                onDryRun={(open) => setTried(open ? one.fingerprint : null)}
              />
            ))}
            {more && <Button onClick={() => show({ of: key, pages: pages + 1 })}>Show more</Button>}
          </div>
        )}
      </Loaded>
      {notes.draft !== null && <NoteDialog draft={notes.draft} onClose={() => notes.edit(null)} />}
    </>
  );
}

/** New causes stand out, wherever they are in the order. */
function News({ causes }: { causes: readonly Group[] }) {
  const fresh = causes.filter(({ is_new, note }) => is_new && (note === null || note.state === 'open'));
  if (fresh.length === 0) return null;
  return (
    <p class="notice notice-warning row">
      <strong>{counted(fresh.length, 'new cause')}</strong>
      {fresh.map(({ fingerprint, error, count: number }) => (
        <Button key={fingerprint} kind="link" onClick={() => focusOn(fingerprint)}>
          {error} ({count(number)})
        </Button>
      ))}
    </p>
  );
}

function Nothing({ filtered, warming }: { filtered: boolean; warming: boolean }) {
  if (warming) {
    return (
      <EmptyState title="The service is still reading its store">
        Causes appear here as soon as it has found them.
      </EmptyState>
    );
  }
  if (!filtered)
    return <EmptyState title="Nothing fails">Every event got through, or was decided on.</EmptyState>;
  return (
    <EmptyState title="No cause is like this">
      <a href="/console/causes">Show all causes</a>.
    </EmptyState>
  );
}

function focusOn(fingerprint: string): void {
  const element = document.getElementById(`cause-${fingerprint}`);
  element?.focus({ preventScroll: true });
  element?.scrollIntoView({ block: 'nearest' });
}
