import { queryString } from '../../api/query-string.js';
import { EventList } from './event-list.js';
import { apiQueryOf, type EventQuery } from './event-query.js';

const MOST_LISTS = 4;
const lists = new Map<string, EventList>();

/** The list of a query; the same as before where it was opened lately, so that the way back finds its rows and place. */
export function listOf(query: EventQuery): EventList {
  const key = queryString(apiQueryOf(query));
  const list = lists.get(key) ?? new EventList(query);
  lists.delete(key);
  lists.set(key, list);
  const [oldest] = lists.keys();
  if (lists.size > MOST_LISTS && oldest !== undefined) lists.delete(oldest);
  return list;
}

/** The list that was looked at last; `null`: none yet. */
export function lastList(): EventList | null {
  return [...lists.values()].at(-1) ?? null;
}
