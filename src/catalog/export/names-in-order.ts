import TinyQueue from 'tinyqueue';
import { traceIdOf, type Summary } from '../summary.js';

/**
 * The next matching dead letters by their trace ids, which is the order of their keys. Each call visits the catalog once,
 * so that a million names are neither sorted nor held.
 *
 * @param after the trace id that the last call ended with; empty: from the beginning
 * @param limit the most that are returned
 */
export function nextInOrder(
  visitAll: (visit: (summary: Summary) => void) => void,
  matches: (summary: Summary) => boolean,
  after: string,
  limit: number,
): Summary[] {
  const latest = new TinyQueue<{ id: string; summary: Summary }>([], (a, b) => (a.id > b.id ? -1 : 1));
  visitAll((summary) => {
    const id = traceIdOf(summary);
    if (id === null || id <= after) return;
    if (latest.length >= limit && id > latest.peek()!.id) return;
    if (!matches(summary)) return;
    latest.push({ id, summary });
    if (latest.length > limit) latest.pop();
  });
  return latest.data.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ summary }) => summary);
}
