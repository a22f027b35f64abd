import { get } from '../../api/client.js';
import type { Filters } from '../../router/filters.js';
import { hrefOf } from '../../router/location.js';
import { queryString } from '../../api/query-string.js';
import { useQuery } from '../../state/use-query.js';
import { counted } from '../../ui/format.js';
import { filterWords } from './filter-body.js';

/** Says in words which events a job takes, with a link to them. */
export function FilterSummary({ filters, traceIds }: { filters: Filters; traceIds: readonly string[] }) {
  const causes = [...(filters.group ?? []), ...(filters.fingerprint ?? [])];
  const cause = useQuery(
    `groups/cause/${causes.join(',')}`,
    async (signal) => {
      if (causes.length !== 1) return null;
      const { items } = await get('/api/v1/dlq/groups', { query: { group: causes, limit: 1 }, signal });
      return items[0] ?? null;
    },
    0,
  ).data;
  if (traceIds.length > 0) {
    return <p>{counted(traceIds.length, 'event')} that you have selected.</p>;
  }
  const words = filterWords(filters).filter((phrase) => cause == null || !phrase.startsWith('of the cause '));
  return (
    <div class="stack-tight">
      <p>
        {words.length === 0 && cause == null ? <strong>Every event in the queue</strong> : 'Events '}
        {words.join(', ')}
        {cause != null && <>{words.length > 0 && ', '}of this cause:</>}
        {cause == null && '.'}
      </p>
      {cause != null && (
        <p class="job-cause">
          {cause.error_code !== null && <code>{cause.error_code}</code>} {cause.error}
        </p>
      )}
      <p class="small">
        <a href={hrefOf(`/events${queryString(filters)}`)}>Look at these events</a>
      </p>
    </div>
  );
}
