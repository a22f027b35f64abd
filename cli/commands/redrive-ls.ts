import type { Job } from '../api/operation.js';
import type { Command } from '../command.js';
import type { Column } from '../output/table.js';
import { instant } from '../output/words.js';
import { itemsOf } from './pages.js';
import { SHOWS } from './remote-options.js';

const PAGE_SIZE = 100;
const DEFAULT_LIMIT = 20;

const COLUMNS: readonly Column<Job>[] = [
  { title: 'JOB ID', of: ({ job_id: id }) => id },
  { title: 'PLANNED', of: ({ planned_at: at }) => instant(at) },
  { title: 'ACTION', of: ({ action }) => action },
  { title: 'STATE', of: ({ state }) => state },
  { title: 'DONE', right: true, of: ({ done, total }) => `${done}/${total}` },
  { title: 'FAILED', right: true, of: ({ failed }) => failed },
  { title: 'BY', of: ({ by }) => by },
  { title: 'REASON', flexible: true, of: ({ reason }) => reason },
];

export const redriveLs: Command = {
  name: 'redrive ls',
  summary: 'Lists the jobs, the latest first',
  takes: [],
  options: { limit: { value: 'N', meaning: `at most so many (${DEFAULT_LIMIT})` }, ...SHOWS },
  examples: ['cxone-dlq redrive ls --limit 5'],
  async run({ values, output, client }) {
    const api = await client();
    const { items } = await itemsOf(values.count('limit', 1) ?? DEFAULT_LIMIT, PAGE_SIZE, (limit, token) =>
      api.get('/api/v1/dlq/redrives', { query: { limit, next_token: token } }),
    );
    await output.list(items, COLUMNS, 'There is no job.');
    return 0;
  },
};
