import type { DeadLetterStore, StoredLetter } from '../../src/dlq/dead-letter.store.js';

/** Reads a record, to change it next; `null`: there is none under this key. */
export async function storedIn(letters: DeadLetterStore, key: string): Promise<StoredLetter | null> {
  const read = await letters.read(key);
  if (read.outcome !== 'found' || read.decoded.kind !== 'record') return null;
  const { etag, wallAhead, decoded } = read;
  return { key, etag, wallAhead, letter: decoded.letter };
}
