import type { components } from '../../api/openapi.js';
import type { Filters } from '../../router/filters.js';

export type EventsFilter = components['schemas']['EventsFilterDto'];

/** The filters of `GET /events`, as the address has them. */
export const FILTER_NAMES = [
  'status',
  'tenant_id',
  'event_id',
  'interaction_id',
  'error_code',
  'target',
  'group',
  'fingerprint',
  'schema_version',
  'edited',
  'from',
  'to',
  'min_retry_count',
  'max_retry_count',
  'text',
] as const;

const NUMBERS: readonly string[] = ['min_retry_count', 'max_retry_count'];
const SINGLE: readonly string[] = ['from', 'to', 'text'];

/** The filter as the body of a plan has it: numbers and truth values are no texts there. */
export function filterBody(filters: Filters): EventsFilter {
  const body: Record<string, unknown> = {};
  for (const [name, values] of Object.entries(filters)) {
    const first = values[0] ?? '';
    if (NUMBERS.includes(name)) body[name] = Number(first);
    else if (name === 'edited') body[name] = first === 'true';
    else if (SINGLE.includes(name)) body[name] = first;
    else body[name] = values;
  }
  return body;
}

/** The filter of a job as the address has it. */
export function filtersOf(body: EventsFilter): Filters {
  const given = Object.entries(body).filter(([, value]) => value != null);
  return Object.fromEntries(given.map(([name, value]) => [name, [value].flat().map(String)]));
}

const WORDS: Record<string, (values: string) => string> = {
  status: (values) => `with the status ${values}`,
  tenant_id: (values) => `of tenant ${values}`,
  event_id: (values) => `with the event id ${values}`,
  interaction_id: (values) => `of interaction ${values}`,
  error_code: (values) => `that failed with ${values}`,
  target: (values) => `for ${values}`,
  group: (values) => `of the cause ${values}`,
  fingerprint: (values) => `of the cause ${values}`,
  schema_version: (values) => `in version ${values}`,
  edited: (values) => (values === 'true' ? 'that somebody has changed' : 'that nobody has changed'),
  from: (values) => `that failed at ${values} or later`,
  to: (values) => `that failed before ${values}`,
  min_retry_count: (values) => `retried at least ${values} times`,
  max_retry_count: (values) => `retried at most ${values} times`,
  text: (values) => `whose error has “${values}”`,
};

/** One phrase a filter: `of tenant t_1 or t_2`. */
export function filterWords(filters: Filters): string[] {
  return Object.entries(filters).map(([name, values]) => {
    const told = values.join(' or ');
    return WORDS[name]?.(told) ?? `${name} ${told}`;
  });
}
