import { mapInOrder } from '../in-order.js';
import { joinKeys } from './join-keys.js';
import type { MoveJournal } from './move-journal.js';
import { MoveStopped } from './move-stopped.js';
import { MoveTally } from './move-tally.js';
import { MOVED_PREFIXES } from './moved-prefixes.js';
import type { Stores } from './object-copy.js';
import { orderedEntries } from './ordered-entries.js';
import { KeySettler, type SettleOptions } from './settle-key.js';

/** Objects that are read and written at once; their bodies are in memory. */
const AT_ONCE = 32;

export interface PassOptions extends SettleOptions {
  /** An id of this run. */
  run: string;
  /** Aborts: nothing more is begun, and what was begun is ended and noted. */
  signal: AbortSignal;
  onProgress: (tally: MoveTally, key: string) => void;
}

/** Goes once through all keys of both stores. @throws StoreError, MoveStopped */
export async function movePass(
  stores: Stores,
  journal: MoveJournal,
  options: PassOptions,
): Promise<MoveTally> {
  const { source, target, clock, budget } = stores;
  const settler = new KeySettler(stores, options);
  const rows = await journal.rows();
  const notes = options.dryRun ? null : await journal.begin(target, options.run);
  const tally = new MoveTally();
  const keys = joinKeys(
    orderedEntries(source, clock, budget, MOVED_PREFIXES),
    orderedEntries(target, clock, budget, MOVED_PREFIXES),
    rows,
  );
  try {
    for await (const settled of mapInOrder(until(options.signal, keys), AT_ONCE, (key) =>
      settler.settle(key),
    )) {
      tally.count(settled);
      if (settled.row !== null) await notes?.add(settled.row);
      options.onProgress(tally, settled.key);
      const { breakdown } = tally;
      if (breakdown !== null) throw new MoveStopped(`many objects in a row failed, the latest: ${breakdown}`);
    }
  } catch (error) {
    // What was done must be noted, whatever ends the pass.
    await notes?.close(false).catch(() => undefined);
    throw error;
  }
  await notes?.close(!options.signal.aborted);
  if (notes !== null && !options.signal.aborted) await journal.forget(target);
  return tally;
}

async function* until<T>(signal: AbortSignal, items: AsyncIterable<T>): AsyncGenerator<T> {
  for await (const item of items) {
    if (signal.aborted) return;
    yield item;
  }
}
