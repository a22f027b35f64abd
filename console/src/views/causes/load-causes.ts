import { get } from '../../api/client.js';
import type { Group, GroupsPage } from '../../api/types.js';
import type { QueryOf, Operation } from '../../api/operation.js';

export type CauseQuery = QueryOf<Operation<'/api/v1/dlq/groups', 'get'>>;

export interface Causes {
  items: Group[];
  /** Causes that the filters take. */
  matched: number;
  /** Whether there are more than were loaded. */
  more: boolean;
  /** The service is still reading its store for the first time. */
  warming: boolean;
}

const PAGE = 50;

/** As many pages of causes as the person has asked for. */
export async function loadCauses(query: CauseQuery, pages: number, signal: AbortSignal): Promise<Causes> {
  const items: Group[] = [];
  let page: GroupsPage | undefined;
  // The token after the last page is empty.
  for (let nth = 0; nth < pages && page?.next_token !== ''; nth++) {
    const next_token = page?.next_token;
    page = await get('/api/v1/dlq/groups', {
      query: { ...query, limit: PAGE, ...(next_token !== undefined && { next_token }) },
      signal,
    });
    items.push(...page.items);
  }
  return {
    items,
    matched: page?.matched ?? 0,
    more: page !== undefined && page.next_token !== '',
    warming: page?.catalog.state === 'warming',
  };
}
