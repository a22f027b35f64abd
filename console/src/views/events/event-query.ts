import type { QueryOf, Operation } from '../../api/operation.js';
import { queryString } from '../../api/query-string.js';
import type { Filters } from '../../router/filters.js';
import { filtersIn } from '../../router/filters.js';

/** A filter of the list, as `GET /api/v1/dlq/events` has it, and its name for people. */
export interface EventFilter {
  name: string;
  label: string;
  /** How it is asked for: words, one of some words, a time, or a whole number. */
  kind: 'words' | 'choice' | 'time' | 'number';
  choices?: readonly string[];
  example?: string;
}

const STATUSES = [
  'received',
  'pending',
  'parked',
  'resolved',
  'discarded',
  'corrupt',
  'foreign',
  'unreadable',
];

/** `text` is the search field, and not in this list. */
export const EVENT_FILTERS: readonly EventFilter[] = [
  { name: 'status', label: 'status', kind: 'choice', choices: STATUSES },
  { name: 'error_code', label: 'error code', kind: 'words', example: 'validation_failed' },
  { name: 'tenant_id', label: 'tenant', kind: 'words', example: 't_456' },
  { name: 'target', label: 'target', kind: 'words', example: 'target:crm' },
  { name: 'group', label: 'cause', kind: 'words', example: 'v2-9f86d081884c7d65' },
  { name: 'schema_version', label: 'schema version', kind: 'words', example: 'v2.1' },
  { name: 'event_id', label: 'event id', kind: 'words', example: 'evt_123' },
  { name: 'interaction_id', label: 'interaction id', kind: 'words', example: 'int_1' },
  { name: 'edited', label: 'edited', kind: 'choice', choices: ['true', 'false'] },
  { name: 'from', label: 'failed since', kind: 'time' },
  { name: 'to', label: 'failed before', kind: 'time' },
  { name: 'min_retry_count', label: 'retries at least', kind: 'number' },
  { name: 'max_retry_count', label: 'retries at most', kind: 'number' },
];

export const FILTER_NAMES: readonly string[] = [
  'text',
  'fingerprint',
  ...EVENT_FILTERS.map(({ name }) => name),
];

/** Of which the API takes one value alone. */
const SINGLE = new Set(['text', 'edited', 'from', 'to', 'min_retry_count', 'max_retry_count']);

export const SORTS = ['first_failed_at', 'failed_at', 'next_retry_at', 'retry_count'] as const;
export type Sort = (typeof SORTS)[number];
export type Order = 'asc' | 'desc';

/** What the list shows: the filters, and the order. */
export interface EventQuery {
  filters: Filters;
  sort: Sort;
  order: Order;
}

/** The newest failures come first where the address does not say otherwise. */
export function eventQueryIn(query: URLSearchParams): EventQuery {
  const sort = SORTS.find((name) => name === query.get('sort')) ?? 'first_failed_at';
  return {
    filters: filtersIn(query, FILTER_NAMES),
    sort,
    order: query.get('order') === 'asc' ? 'asc' : 'desc',
  };
}

type ApiQuery = QueryOf<Operation<'/api/v1/dlq/events', 'get'>>;

/** The same for the API. */
export function apiQueryOf({ filters, sort, order }: EventQuery): ApiQuery {
  return { ...apiFiltersOf(filters), sort, order };
}

/** The filters as the API takes them, such as for an export. */
export function apiFiltersOf(filters: Filters): Record<string, string | readonly string[]> {
  const found: Record<string, string | readonly string[]> = {};
  for (const [name, values] of Object.entries(filters)) {
    // Commas part the values of a parameter, so one that is part of a value is escaped.
    found[name] = SINGLE.has(name) ? (values[0] ?? '') : values.map((value) => value.replaceAll(',', '%2C'));
  }
  return found;
}

/** Where the same events are planned as a job. */
export function jobAddress(action: 'retry' | 'discard', filters: Filters): string {
  return `/jobs/new${queryString({ action, ...filters })}`;
}

export function exportAddress(format: 'ndjson' | 'csv', filters: Filters): string {
  return `/api/v1/dlq/export${queryString({ format, ...apiFiltersOf(filters) })}`;
}
