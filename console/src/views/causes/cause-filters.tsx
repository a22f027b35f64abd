import { useFilters, useParameter } from '../../router/use-filters.js';
import { useTyped } from '../../ui/use-typed.js';

export const SORTS = { count: 'most events', last_seen: 'failed last', first_seen: 'newest' } as const;
export type Sort = keyof typeof SORTS;

/** The filters of causes that the address has. */
export const FILTERS = ['state', 'text', 'tenant_id', 'error_code', 'target', 'status'] as const;

export function isSort(value: string): value is Sort {
  return value in SORTS;
}

/** Sorting, the state of the note, and words of the error. */
export function CauseFilters() {
  const [filters, change] = useFilters(FILTERS);
  const [sort, setSort] = useParameter('sort', 'count');
  const typed = useTyped(filters.text?.[0] ?? '', (text) => change({ text: text || null }));
  const others = FILTERS.filter((name) => name !== 'state' && name !== 'text' && filters[name] !== undefined);
  return (
    <div class="row cause-filters" role="search" aria-label="Causes">
      <input
        class="input"
        type="search"
        aria-label="Words of the error"
        placeholder="Words of the error"
        {...typed}
      />
      <select
        class="select"
        aria-label="State"
        value={filters.state?.join(',') ?? ''}
        onChange={({ currentTarget }) =>
          change({ state: currentTarget.value === '' ? null : currentTarget.value.split(',') })
        }
      >
        <option value="">all states</option>
        <option value="open">open</option>
        <option value="acknowledged">acknowledged</option>
        <option value="open,acknowledged">not muted</option>
        <option value="muted">muted</option>
      </select>
      <select
        class="select"
        aria-label="Order"
        value={sort}
        onChange={({ currentTarget }) => setSort(currentTarget.value)}
      >
        {Object.entries(SORTS).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
      {others.map((name) => (
        <button key={name} type="button" class="button" onClick={() => change({ [name]: null })}>
          {name}: {filters[name]?.join(', ')} <span aria-hidden="true">×</span>
          <span class="visually-hidden">remove</span>
        </button>
      ))}
    </div>
  );
}
