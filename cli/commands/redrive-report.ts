import type { Member } from '../api/operation.js';
import { reasonInside } from '../api/problem.js';
import type { Command } from '../command.js';
import { jobLines } from '../output/job-lines.js';
import type { Column } from '../output/table.js';
import { CommandFailed } from '../usage-error.js';
import { itemsOf } from './pages.js';
import { ONE_JOB_ID, SHOWS } from './remote-options.js';

const PAGE_SIZE = 100;
const DEFAULT_LIMIT = 20;

const COLUMNS: readonly Column<Member>[] = [
  { title: 'TRACE ID', of: ({ trace_id: id }) => id },
  { title: 'OUTCOME', of: ({ outcome }) => outcome },
  { title: 'ERROR', flexible: true, of: ({ error, error_code: code }) => error ?? code },
];

export const redriveReport: Command = {
  name: 'redrive report',
  summary: 'Tells how a job ended, and for which members it failed',
  about: ['-o jsonl prints a line for each member of the job, however many there are.'],
  takes: ONE_JOB_ID,
  options: {
    outcome: { value: 'OUTCOME', meaning: 'the members to list (failed)' },
    limit: { value: 'N', meaning: `at most so many members (${DEFAULT_LIMIT})` },
    ...SHOWS,
  },
  examples: ['cxone-dlq redrive report $done_job_id', 'cxone-dlq redrive report $done_job_id -o jsonl'],
  async run({ positionals, values, output, client, world }) {
    const api = await client();
    const path = { job_id: positionals[0]! };
    if (output.form === 'jsonl' && values.text('outcome') === undefined) {
      const { body } = await api.send('get', '/api/v1/dlq/redrives/{job_id}/report', {
        path,
        headers: { accept: 'application/x-ndjson' },
      });
      try {
        for await (const piece of body ?? []) await world.out.write(piece);
      } catch (error) {
        throw new CommandFailed(`the report broke off (${reasonInside(error)})`);
      }
      return 0;
    }
    const job = await api.get('/api/v1/dlq/redrives/{job_id}', { path });
    const outcome = values.text('outcome') ?? 'failed';
    const { items } = await itemsOf(values.count('limit', 1) ?? DEFAULT_LIMIT, PAGE_SIZE, (limit, token) =>
      api.get('/api/v1/dlq/redrives/{job_id}/members', {
        path,
        query: { outcome, limit, next_token: token },
      }),
    );
    if (output.form === 'table') await output.lines([...jobLines(job, output), '']);
    await output.list(items, COLUMNS, `No member has the outcome ${outcome}.`);
    return 0;
  },
};
