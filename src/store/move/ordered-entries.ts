import type { Clock } from '../../runtime/clock.js';
import type { CallBudget } from '../confirmed-calls.js';
import { compareKeys } from '../file/object-key.js';
import { listedPages } from '../listed-pages.js';
import type { ListEntry, ReadableStore } from '../object-store.port.js';
import { StoreError } from '../store-error.js';

const PAGE = 1_000;

/**
 * The objects below the prefixes, in ascending order of their keys. An empty object whose key ends with a slash is left
 * out: a console of S3 makes it to show a folder.
 *
 * @param prefixes in ascending order
 * @throws StoreError where the store lists out of order, since two listings could not be compared then
 */
export async function* orderedEntries(
  store: Pick<ReadableStore, 'list'>,
  clock: Clock,
  budget: CallBudget,
  prefixes: readonly string[],
): AsyncGenerator<ListEntry, void, undefined> {
  let last = '';
  for (const prefix of prefixes) {
    for await (const page of listedPages(store, clock, budget, { prefix, limit: PAGE })) {
      for (const entry of page) {
        if (compareKeys(entry.key, last) <= 0 || !entry.key.startsWith(prefix)) {
          throw outOfOrder(prefix, entry.key, last);
        }
        last = entry.key;
        if (!isFolder(entry)) yield entry;
      }
    }
  }
}

function isFolder({ key, size }: ListEntry): boolean {
  return size === 0 && key.endsWith('/');
}

function outOfOrder(prefix: string, key: string, last: string): StoreError {
  return new StoreError(`the store's listing of ${prefix} is not in order: ${key} comes after ${last}`, {
    outcomeUnknown: false,
    retryable: false,
  });
}
