import { UsageError } from '../usage-error.js';
import type { Option, OptionTable } from './option.js';
import type { Values } from './values.js';

const values = (value: string, meaning: string): Option => ({ value, many: true, meaning });

/**
 * The filters of `GET /api/v1/dlq/events`: each field of the API is an option by its name with `-`. A test compares the table
 * with docs/openapi.json.
 */
export const FILTERS = {
  status: values(
    'STATUS',
    'one or several, with commas or by giving the option again, as for all that follow',
  ),
  'tenant-id': values('ID', 'of the tenant'),
  'event-id': values('ID', 'that the sender gave the event'),
  'interaction-id': values('ID', 'of the interaction that the event is about'),
  'error-code': values('CODE', 'such as validation_failed'),
  target: values('NAME', 'target or processor of the latest attempt, such as target:crm'),
  group: values('FINGERPRINT', 'failures of one cause, as groups ls shows it'),
  fingerprint: values('FINGERPRINT', 'another name of --group'),
  'schema-version': values('VERSION', 'such as v2.1'),
  edited: { value: 'true|false', choices: ['true', 'false'], meaning: 'whether somebody changed the record' },
  from: { value: 'TIME', meaning: 'first failed at this time or later, such as 2026-03-02T09:15:00Z' },
  to: { value: 'TIME', meaning: 'first failed before this time' },
  'min-retry-count': { value: 'N', meaning: 'retried at least so often' },
  'max-retry-count': { value: 'N', meaning: 'retried at most so often' },
  text: { value: 'TEXT', meaning: 'somewhere in the error' },
} satisfies OptionTable;

/** A filter that takes everything must be meant. */
export const ALL: OptionTable = { all: { meaning: 'all dead letters, where no filter is given' } };

type FilterValue = string | boolean | number | string[];
export type Filter = Record<string, FilterValue>;

/** @returns the filter as a body of the API takes it; an empty one takes everything */
export function filterOf(given: Values): Filter {
  const filter: Filter = {};
  for (const [name, option] of Object.entries<Option>(FILTERS)) {
    const field = name.replaceAll('-', '_');
    if (option.many === true) {
      const list = given.texts(name).flatMap(listOf);
      if (list.length > 0) filter[field] = list;
    } else if (option.value === 'N') {
      const number = given.count(name);
      if (number !== undefined) filter[field] = number;
    } else {
      const text = given.text(name);
      if (text !== undefined) filter[field] = option.choices === undefined ? text : text === 'true';
    }
  }
  return filter;
}

/** The API's own rule: commas part values, and `%2C` is a comma inside one. */
function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim().replace(/%2C/gi, ','))
    .filter((part) => part !== '');
}

/** @returns the same filter as query parameters */
export function queryOf(filter: Filter): Record<string, FilterValue> {
  return Object.fromEntries(
    Object.entries(filter).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map((part) => part.replaceAll(',', '%2C')) : value,
    ]),
  );
}

/** @throws UsageError where nothing says which dead letters are meant */
export function checkMeant(filter: Filter, given: Values): void {
  if (Object.keys(filter).length > 0) return;
  if (!given.flag('all'))
    throw new UsageError('expected a filter, such as --group, or --all for all dead letters');
}
