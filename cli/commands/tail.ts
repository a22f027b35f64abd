import type { EventSummary } from '../api/operation.js';
import { NoAnswer } from '../api/problem.js';
import type { Command } from '../command.js';
import { FILTERS, filterOf, queryOf } from '../options/filters.js';
import { plain } from '../output/plain-text.js';
import { instant } from '../output/words.js';
import { itemsOf } from './pages.js';
import { SHOWS } from './remote-options.js';

const POLL_MS = 2_000;
const PAGE_SIZE = 100;
/** A record appears in the list a moment after the time that it has: other replicas wrote it. */
const OVERLAP_MS = 30_000;

export const tail: Command = {
  name: 'tail',
  summary: 'Shows dead letters as they come in; Ctrl-C ends it',
  takes: [],
  options: {
    ...FILTERS,
    limit: { value: 'N', meaning: 'ends after so many' },
    ...SHOWS,
  },
  examples: ['cxone-dlq tail --from 2026-01-01T00:00:00Z --limit 1'],
  async run({ values, output, client, world }) {
    output.allow('table', 'jsonl');
    const api = await client();
    const filter = queryOf(filterOf(values));
    const limit = values.count('limit', 1) ?? Infinity;
    let from = values.text('from') ?? new Date(world.now()).toISOString();
    const seen = new Set<string>();
    let shown = 0;
    let hasAnswered = false;
    let isLost = false;
    while (!world.interrupted.aborted) {
      try {
        const items = await arrived(from);
        hasAnswered = true;
        for (const item of items) {
          if (seen.has(item.key)) continue;
          seen.add(item.key);
          await show(item);
          shown += 1;
          if (shown >= limit) return 0;
        }
        if (isLost) await output.note('The service answers again.');
        isLost = false;
      } catch (error) {
        // An outage of the service is when somebody looks at this: it goes on, and says so once.
        if (!(error instanceof NoAnswer) || !hasAnswered) throw error;
        if (!isLost) await output.note(`${error.message}; it is tried again.`);
        isLost = true;
      }
      await world.sleep(POLL_MS);
    }
    return 0;

    async function arrived(since: string): Promise<EventSummary[]> {
      const { items } = await itemsOf(Infinity, PAGE_SIZE, (size, token) =>
        api.get('/api/v1/dlq/events', {
          query: {
            ...filter,
            from: since,
            sort: 'first_failed_at',
            order: 'asc',
            limit: size,
            next_token: token,
          },
        }),
      );
      const latest = items.at(-1)?.first_failed_at ?? null;
      const next = latest === null ? null : new Date(Date.parse(latest) - OVERLAP_MS).toISOString();
      if (next !== null && next > since) from = next;
      return items;
    }

    async function show(item: EventSummary): Promise<void> {
      if (output.form === 'jsonl') return output.json(item);
      const { trace_id: id, key, first_failed_at: at, tenant_id: tenant, error } = item;
      await output.lines([`${instant(at)}  ${id ?? key}  ${plain(tenant ?? '-')}  ${plain(error ?? '')}`]);
    }
  },
};
