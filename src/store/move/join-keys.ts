import { compareKeys } from '../file/object-key.js';
import type { ListEntry } from '../object-store.port.js';
import type { MovedRow } from './moved-row.js';

/** What is known of one key: in the source, in the target, and of the moves before. */
export interface KeySeen {
  key: string;
  source: ListEntry | undefined;
  target: ListEntry | undefined;
  row: MovedRow | undefined;
}

/** Reads three sequences side by side, each in ascending order of its keys. Of each only the next item is in memory. */
export async function* joinKeys(
  sources: AsyncIterable<ListEntry>,
  targets: AsyncIterable<ListEntry>,
  rows: AsyncIterable<MovedRow>,
): AsyncGenerator<KeySeen, void, undefined> {
  const readers = [new Reader(sources), new Reader(targets), new Reader(rows)] as const;
  const [source, target, row] = readers;
  try {
    await Promise.all(readers.map((reader) => reader.next()));
    for (;;) {
      const keys = readers.map(({ head }) => head?.key).filter((key) => key !== undefined);
      if (keys.length === 0) return;
      const key = keys.reduce((least, other) => (compareKeys(other, least) < 0 ? other : least));
      yield { key, source: source.at(key), target: target.at(key), row: row.at(key) };
      await Promise.all(readers.filter(({ head }) => head?.key === key).map((reader) => reader.next()));
    }
  } finally {
    await Promise.all(readers.map((reader) => reader.end()));
  }
}

class Reader<T extends { key: string }> {
  head: T | undefined;
  private readonly items: AsyncIterator<T>;

  constructor(items: AsyncIterable<T>) {
    this.items = items[Symbol.asyncIterator]();
  }

  /** The item of this key, where the reader stands at it. */
  at(key: string): T | undefined {
    return this.head?.key === key ? this.head : undefined;
  }

  async next(): Promise<void> {
    const { done, value } = await this.items.next();
    this.head = done === true ? undefined : value;
  }

  async end(): Promise<void> {
    await this.items.return?.();
  }
}
