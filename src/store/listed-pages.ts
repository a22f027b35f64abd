import type { Clock } from '../runtime/clock.js';
import { patientRead, type CallBudget } from './confirmed-calls.js';
import { compareKeys } from './file/object-key.js';
import type { ListEntry, ListPage, ListQuery, ObjectStore } from './object-store.port.js';
import { StoreError } from './store-error.js';

/** The most empty pages in a row before a listing fails. A bucket with many deleted versions has some. */
const MAX_EMPTY_PAGES = 1_000;

/**
 * The pages of a listing, in the store's order, until the store says that the listing has ended. Pages may have any
 * size, and may be empty.
 *
 * @throws StoreError when the store gives no usable answer, or the listing ends without the store saying so
 */
export async function* listedPages(
  objects: Pick<ObjectStore, 'list'>,
  clock: Clock,
  budget: CallBudget,
  from: ListQuery,
): AsyncGenerator<ListEntry[], void, undefined> {
  let query = from;
  let empty = 0;
  for (;;) {
    const asked = query;
    const page = await patientRead(clock, budget, (signal) => objects.list(asked, { signal }));
    yield page.entries;
    if (page.truncated === false) return;
    empty = page.entries.length > 0 ? 0 : empty + 1;
    query = following(asked, page);
    if (empty > MAX_EMPTY_PAGES) throw incomplete(`${MAX_EMPTY_PAGES} pages in a row had no keys`);
  }
}

/** @throws StoreError when the page does not tell where the next page starts. */
function following(query: ListQuery, page: ListPage): ListQuery {
  const { continuation, entries } = page;
  if (continuation !== undefined) {
    if (continuation === query.continuation && entries.length === 0) {
      throw incomplete('a page had no keys and led back to itself');
    }
    return { ...query, continuation };
  }
  const start = query.startAfter ?? '';
  const last = entries.reduce((latest, { key }) => (compareKeys(key, latest) > 0 ? key : latest), start);
  if (last === start) {
    throw incomplete(page.truncated ? 'more was to follow, and nothing told where' : 'its end was not told');
  }
  return { ...query, startAfter: last, continuation: undefined };
}

function incomplete(why: string): StoreError {
  return new StoreError(`the store's listing is incomplete: ${why}`, {
    outcomeUnknown: false,
    retryable: true,
  });
}
