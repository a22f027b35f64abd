import { useRef, useState } from 'preact/hooks';
import { Button } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import { localTime } from '../../ui/format.js';
import { useTyped } from '../../ui/use-typed.js';
import type { Filters } from '../../router/filters.js';
import { EVENT_FILTERS, type EventFilter } from './event-query.js';

type Change = (changes: Readonly<Record<string, string | readonly string[] | null>>) => void;

/** The search, the filters that hold as chips, and a way to add one. */
export function FilterBar({ filters, change }: { filters: Filters; change: Change }) {
  return (
    <div class="row event-filters">
      <Search text={filters.text?.[0] ?? ''} change={change} />
      <AddFilter filters={filters} change={change} />
      <Chips filters={filters} change={change} />
    </div>
  );
}

function Search({ text, change }: { text: string; change: Change }) {
  const { onKeyDown, ...typed } = useTyped(text, (value) => change({ text: value === '' ? null : value }));
  return (
    <input
      id="event-search"
      class="input event-search"
      type="search"
      aria-label="Search in the errors"
      placeholder="Search in the errors ( / )"
      {...typed}
      onKeyDown={(event) => {
        onKeyDown(event);
        if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur();
      }}
    />
  );
}

function Chips({ filters, change }: { filters: Filters; change: Change }) {
  const shown = Object.entries(filters).filter(([name]) => name !== 'text');
  const all = Object.fromEntries(Object.keys(filters).map((name) => [name, null]));
  return (
    <>
      {shown.flatMap(([name, values]) =>
        values.map((value) => {
          const label = EVENT_FILTERS.find((filter) => filter.name === name)?.label ?? name;
          const words = `${label}: ${wordsOf(name, value)}`;
          return (
            <button
              key={`${name}=${value}`}
              type="button"
              class="chip"
              aria-label={`Remove the filter ${words}`}
              title="Remove this filter"
              onClick={() => change({ [name]: values.filter((one) => one !== value) })}
            >
              {words} <Icon name="close" size={12} />
            </button>
          );
        }),
      )}
      {Object.keys(filters).length > 1 && (
        <Button kind="link" onClick={() => change(all)}>
          Remove all filters
        </Button>
      )}
    </>
  );
}

function wordsOf(name: string, value: string): string {
  if (name === 'edited') return value === 'true' ? 'yes' : 'no';
  if (name !== 'from' && name !== 'to') return value;
  const at = Date.parse(value);
  return Number.isNaN(at) ? value : localTime(at, Date.now(), false);
}

function AddFilter({ filters, change }: { filters: Filters; change: Change }) {
  const [name, setName] = useState('status');
  const menu = useRef<HTMLDetailsElement>(null);
  const filter = EVENT_FILTERS.find((one) => one.name === name)!;
  const add = (value: string) => {
    if (value === '') return;
    const several = filter.kind === 'words' || name === 'status';
    change({ [name]: several ? [...new Set([...(filters[name] ?? []), value])] : value });
    menu.current?.removeAttribute('open');
  };
  return (
    <details class="menu" ref={menu}>
      <summary class="button">
        <Icon name="filter" /> Filter
      </summary>
      <form
        class="menu-content event-menu"
        onSubmit={(event) => {
          event.preventDefault();
          const value = new FormData(event.currentTarget).get('value');
          if (typeof value === 'string') add(toApi(filter, value.trim()));
        }}
      >
        <select
          class="select"
          aria-label="What to filter by"
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        >
          {EVENT_FILTERS.map((one) => (
            <option key={one.name} value={one.name}>
              {one.label}
            </option>
          ))}
        </select>
        <ValueInput key={name} filter={filter} />
        <Button type="submit" kind="primary">
          Add the filter
        </Button>
      </form>
    </details>
  );
}

function ValueInput({ filter }: { filter: EventFilter }) {
  const label = `Value of ${filter.label}`;
  if (filter.kind === 'choice') {
    return (
      <select class="select" name="value" aria-label={label}>
        {filter.choices?.map((choice) => (
          <option key={choice} value={choice}>
            {wordsOf(filter.name, choice)}
          </option>
        ))}
      </select>
    );
  }
  const common = { class: 'input', name: 'value', required: true, autocomplete: 'off', 'aria-label': label };
  if (filter.kind === 'time') return <input {...common} type="datetime-local" />;
  if (filter.kind === 'number') return <input {...common} type="number" min={0} step={1} />;
  return <input {...common} type="text" placeholder={filter.example ?? ''} />;
}

/** A time of the viewer's zone as the API has it. */
function toApi({ kind }: EventFilter, value: string): string {
  if (kind !== 'time' || value === '') return value;
  return new Date(value).toISOString();
}
