import { useState } from 'preact/hooks';
import { bearerKey } from '../../api/credential.js';
import { sentenceOf } from '../../api/problem.js';
import { send } from '../../api/send.js';
import type { Filters } from '../../router/filters.js';
import { navigate } from '../../router/location.js';
import { useStore } from '../../state/store.js';
import { Button } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import { toast, toastRefusal } from '../../ui/toast.js';
import { COLUMNS, chooseColumns, chosenColumns } from './columns.js';
import { exportAddress } from './event-query.js';
import { forgetView, savedViews, saveView } from './saved-views.js';

/** Which columns the list has. */
export function ColumnsMenu() {
  const chosen = useStore(chosenColumns);
  return (
    <details class="menu wide-only">
      <summary class="button">Columns</summary>
      <div class="menu-content event-menu">
        {COLUMNS.map(({ name, title }) => (
          <label key={name} class="row">
            <input
              type="checkbox"
              checked={chosen.includes(name)}
              onChange={({ currentTarget }) => {
                const on = (one: string) => (one === name ? currentTarget.checked : chosen.includes(one));
                const next = COLUMNS.filter((column) => on(column.name)).map((column) => column.name);
                chooseColumns(next.length > 0 ? next : ['status']);
              }}
            />
            {title}
          </label>
        ))}
      </div>
    </details>
  );
}

/** Filters and orders that were given a name, in this browser. @param query of the address, as it is now */
export function ViewsMenu({ query }: { query: string }) {
  const views = useStore(savedViews);
  const [name, setName] = useState('');
  const save = () => {
    if (name.trim() === '') return;
    saveView({ name: name.trim(), query });
    toast(`Saved the view ${name.trim()} in this browser`);
    setName('');
  };
  return (
    <details class="menu">
      <summary class="button">Views{views.length > 0 && ` (${views.length})`}</summary>
      <form
        class="menu-content event-menu"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        {views.map((view) => (
          <div key={view.name} class="row">
            <Button kind="link" onClick={() => navigate(addressOf(view.query))}>
              {view.name}
            </Button>
            <span class="spacer" />
            <Button
              kind="quiet"
              icon="trash"
              label={`Forget the view ${view.name}`}
              onClick={() => forgetView(view.name)}
            />
          </div>
        ))}
        <input
          class="input"
          aria-label="Name of this view"
          placeholder="Name of this view"
          maxLength={60}
          autocomplete="off"
          value={name}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Button type="submit" disabledFor={name.trim() === '' ? 'Give it a name first' : null}>
          Save what is shown
        </Button>
      </form>
    </details>
  );
}

export function addressOf(query: string): string {
  return query === '' ? '/events' : `/events?${query}`;
}

/** The events that match, as files. */
export function ExportMenu({ filters }: { filters: Filters }) {
  return (
    <details class="menu">
      <summary class="button">Export</summary>
      <div class="menu-content event-menu">
        <ExportLink format="csv" filters={filters}>
          CSV: the columns of the list
        </ExportLink>
        <ExportLink format="ndjson" filters={filters}>
          NDJSON: whole records, a line each
        </ExportLink>
      </div>
    </details>
  );
}

function ExportLink({
  format,
  filters,
  children,
}: {
  format: 'csv' | 'ndjson';
  filters: Filters;
  children: string;
}) {
  const href = exportAddress(format, filters);
  // A link has no Authorization header, so a key in the memory of the tab needs a call of its own.
  const download = async () => {
    try {
      const answer = await send({ method: 'GET', url: href });
      const url = URL.createObjectURL(await answer.blob());
      const link = Object.assign(document.createElement('a'), {
        href: url,
        download: `dead-letters.${format}`,
      });
      link.click();
      URL.revokeObjectURL(url);
    } catch (error) {
      toastRefusal(`Not exported: ${sentenceOf(error)}`);
    }
  };
  return (
    <a
      href={href}
      download={`dead-letters.${format}`}
      onClick={(event) => {
        if (bearerKey() === null) return;
        event.preventDefault();
        void download();
      }}
    >
      <Icon name="down" /> {children}
    </a>
  );
}
