import type { EventSummary } from '../api/operation.js';
import type { Command } from '../command.js';
import { FILTERS, filterOf, queryOf } from '../options/filters.js';
import type { Column } from '../output/table.js';
import { counted, instant } from '../output/words.js';
import { itemsOf } from './pages.js';
import { SHOWS } from './remote-options.js';

const PAGE_SIZE = 100;
const DEFAULT_LIMIT = 20;

const COLUMNS: readonly Column<EventSummary>[] = [
  { title: 'TRACE ID', of: ({ trace_id: id, key }) => id ?? key },
  { title: 'FIRST FAILED', of: ({ first_failed_at: at }) => instant(at) },
  { title: 'STATUS', of: ({ status }) => status },
  { title: 'TENANT', of: ({ tenant_id: tenant }) => tenant },
  { title: 'RETRIES', right: true, of: ({ retry_count: count }) => count },
  { title: 'ERROR', flexible: true, of: ({ error, error_code: code }) => error ?? code },
];

export const eventsLs: Command = {
  name: 'events ls',
  summary: 'Lists dead letters that a filter takes',
  takes: [],
  options: {
    ...FILTERS,
    sort: {
      value: 'FIELD',
      choices: ['first_failed_at', 'failed_at', 'next_retry_at', 'retry_count'],
      meaning: 'what the order goes by',
    },
    order: { value: 'asc|desc', choices: ['asc', 'desc'], meaning: 'the least or the greatest first' },
    limit: { value: 'N', meaning: `at most so many (${DEFAULT_LIMIT})` },
    ...SHOWS,
  },
  examples: [
    'cxone-dlq events ls --status parked --limit 5',
    'cxone-dlq events ls --error-code validation_failed --sort failed_at --order desc -o jsonl',
  ],
  async run({ values, output, client }) {
    const api = await client();
    const query = {
      ...queryOf(filterOf(values)),
      sort: values.text('sort'),
      order: values.text('order'),
    };
    const { items, first } = await itemsOf(
      values.count('limit', 1) ?? DEFAULT_LIMIT,
      PAGE_SIZE,
      (limit, token) => api.get('/api/v1/dlq/events', { query: { ...query, limit, next_token: token } }),
    );
    await output.list(items, COLUMNS, 'No dead letter matches.');
    if (output.form === 'table' && items.length < first.matched) {
      await output.note(`${counted(items.length, 'dead letter')} of ${first.matched}; --limit shows more.`);
    }
    if (first.catalog.state === 'warming') {
      await output.note('The service has not listed its store to the end yet: there may be more.');
    }
    return 0;
  },
};
