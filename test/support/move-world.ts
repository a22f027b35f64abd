import { SystemClock } from '../../src/runtime/clock.js';
import { moveStore, type MoveOptions, type MoveReport } from '../../src/store/move/move-store.js';
import { MOVED_PREFIXES } from '../../src/store/move/moved-prefixes.js';
import { StoreError } from '../../src/store/store-error.js';
import { MemoryObjectStore } from './memory-object-store.js';

/** Two stores in memory and a move between them. */
export class MoveWorld {
  readonly clock = new SystemClock();
  readonly source = new MemoryObjectStore(this.clock);
  readonly target = new MemoryObjectStore(this.clock);
  private runs = 0;

  move(options: Partial<MoveOptions> = {}): Promise<MoveReport> {
    const stores = {
      source: this.source,
      target: this.target,
      clock: this.clock,
      budget: { totalMs: 2_000, pauseMs: 1, insists: 'overload' } as const,
      corruption: (_key: string, bytes: Uint8Array) =>
        Buffer.from(bytes).toString() === 'broken' ? 'it is not JSON' : null,
    };
    return moveStore(stores, {
      from: 's3://source',
      dryRun: false,
      removeGone: false,
      run: `run-${++this.runs}`,
      signal: new AbortController().signal,
      onProgress: () => {},
      ...options,
    });
  }

  async put(store: MemoryObjectStore, key: string, text: string): Promise<void> {
    const metadata = { event_id: key.slice(-3), sha256: text };
    const bytes = Buffer.from(text);
    await store.put(key, bytes, { condition: 'none', contentType: 'application/json', metadata });
  }

  /** The source of most tests: something of each kind, and what a move leaves. */
  async fill(): Promise<void> {
    for (const prefix of [...MOVED_PREFIXES, 'probe/', 'moves/', 'other/']) {
      await this.put(this.source, `${prefix}a`, `${prefix} a`);
      await this.put(this.source, `${prefix}b`, `${prefix} b`);
    }
  }
}

/** What a move should bring over, by key. */
export function movedIn(store: MemoryObjectStore): Record<string, unknown> {
  const moved = [...store.objects].filter(([key]) => MOVED_PREFIXES.some((prefix) => key.startsWith(prefix)));
  return Object.fromEntries(
    moved
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, { bytes, metadata, contentType }]) => [
        key,
        { text: Buffer.from(bytes).toString(), metadata, contentType },
      ]),
  );
}

/** A call whose outcome nobody knows. */
export function lostAnswer(): StoreError {
  return new StoreError('the answer is lost', { outcomeUnknown: true, retryable: true });
}
