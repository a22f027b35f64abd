import type { ComponentChildren } from 'preact';
import type { EventSummary } from '../../api/types.js';
import { createStore } from '../../state/store.js';
import { StatusBadge } from '../../ui/badge.js';
import { Time } from '../../ui/time.js';
import type { Sort } from './event-query.js';

/** A column that the list may have. */
export interface EventColumn {
  name: string;
  title: string;
  /** As CSS has it in a grid. */
  width: string;
  sort?: Sort;
  cell: (event: EventSummary) => ComponentChildren;
}

const text = (value: string | null) => value ?? <span class="muted">–</span>;
const code = (value: string | null) => (value === null ? text(null) : <code>{value}</code>);

export const COLUMNS: readonly EventColumn[] = [
  { name: 'status', title: 'Status', width: '6.5rem', cell: ({ status }) => <StatusBadge status={status} /> },
  {
    name: 'error',
    title: 'Error',
    width: 'minmax(12rem, 1fr)',
    cell: ({ error }) => <span title={error ?? undefined}>{text(error)}</span>,
  },
  { name: 'error_code', title: 'Error code', width: '11rem', cell: ({ error_code }) => code(error_code) },
  { name: 'tenant_id', title: 'Tenant', width: '7rem', cell: ({ tenant_id }) => text(tenant_id) },
  { name: 'target', title: 'Target', width: '8rem', cell: ({ target }) => text(target) },
  {
    name: 'interaction_id',
    title: 'Interaction',
    width: '8rem',
    cell: (event) => code(event.interaction_id),
  },
  { name: 'schema_version', title: 'Schema', width: '5rem', cell: (event) => text(event.schema_version) },
  {
    name: 'first_failed_at',
    title: 'First failed',
    width: '7.5rem',
    sort: 'first_failed_at',
    cell: ({ first_failed_at }) => <Time at={first_failed_at} />,
  },
  {
    name: 'failed_at',
    title: 'Last failed',
    width: '7.5rem',
    sort: 'failed_at',
    cell: ({ failed_at }) => <Time at={failed_at} />,
  },
  {
    name: 'next_retry_at',
    title: 'Next retry',
    width: '7rem',
    sort: 'next_retry_at',
    cell: ({ next_retry_at }) => <Time at={next_retry_at} />,
  },
  {
    name: 'retry_count',
    title: 'Retries',
    width: '5rem',
    sort: 'retry_count',
    cell: ({ retry_count }) => retry_count ?? text(null),
  },
  {
    name: 'edited',
    title: 'Edited',
    width: '5rem',
    cell: ({ edited, by_hand }) => (edited ? (by_hand ? 'by hand' : 'yes') : ''),
  },
];

const KEY = 'cxone-dlq-event-columns';
const AT_FIRST = ['status', 'error', 'tenant_id', 'target', 'first_failed_at', 'retry_count'];

/** The names of the columns that the person has chosen. */
export const chosenColumns = createStore<readonly string[]>(stored());

function stored(): readonly string[] {
  const kept = localStorage.getItem(KEY)?.split(',') ?? [];
  const known = kept.filter((name) => COLUMNS.some((column) => column.name === name));
  return known.length > 0 ? known : AT_FIRST;
}

export function chooseColumns(names: readonly string[]): void {
  chosenColumns.set(names);
  localStorage.setItem(KEY, names.join(','));
}
