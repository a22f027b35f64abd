import type { Group } from '../api/operation.js';
import type { Command } from '../command.js';
import { FILTERS, filterOf, queryOf } from '../options/filters.js';
import type { Column } from '../output/table.js';
import { ago, counted } from '../output/words.js';
import { itemsOf } from './pages.js';
import { SHOWS } from './remote-options.js';

const PAGE_SIZE = 100;
const DEFAULT_LIMIT = 20;

export const groupsLs: Command = {
  name: 'groups ls',
  summary: 'Lists the causes of unresolved dead letters',
  takes: [],
  options: {
    sort: {
      value: 'ORDER',
      choices: ['count', 'last_seen', 'first_seen'],
      meaning: 'the most, or the latest, first',
    },
    state: {
      value: 'STATE',
      choices: ['open', 'acknowledged', 'muted'],
      many: true,
      meaning: 'of the note on the cause',
    },
    limit: { value: 'N', meaning: `at most so many (${DEFAULT_LIMIT})` },
    ...FILTERS,
    ...SHOWS,
  },
  examples: ['cxone-dlq groups ls', 'cxone-dlq groups ls --sort last_seen --state open -o json'],
  async run({ values, output, client, world }) {
    const api = await client();
    const query = { ...queryOf(filterOf(values)), sort: values.text('sort'), state: values.texts('state') };
    const { items, first } = await itemsOf(
      values.count('limit', 1) ?? DEFAULT_LIMIT,
      PAGE_SIZE,
      (limit, token) => api.get('/api/v1/dlq/groups', { query: { ...query, limit, next_token: token } }),
    );
    await output.list(items, columns(world.now()), 'There is no unresolved dead letter.');
    if (output.form === 'table' && items.length > 0) {
      const causes = counted(first.matched, 'cause');
      await output.note(`${counted(first.dead_letters, 'dead letter')} of ${causes}.`);
    }
    return 0;
  },
};

function columns(now: number): Column<Group>[] {
  return [
    { title: 'CAUSE', of: ({ fingerprint }) => fingerprint },
    { title: 'COUNT', right: true, of: ({ count }) => count },
    { title: 'SINCE', of: ({ first_failed_at: at }) => ago(at, now) },
    { title: 'LATEST', of: ({ last_failed_at: at }) => ago(at, now) },
    { title: 'NEW', of: ({ is_new: isNew }) => (isNew ? 'new' : '') },
    { title: 'NOTE', of: ({ note }) => note?.state },
    { title: 'TARGET', of: ({ target }) => target },
    { title: 'ERROR', flexible: true, of: ({ error }) => error },
  ];
}
