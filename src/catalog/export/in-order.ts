import TinyQueue from 'tinyqueue';
import { traceIdOf } from '../summary.js';
import type { SummaryRow } from '../table/row-cursor.js';

/** Names that are sorted at once: it takes a few milliseconds. */
const RUN_LENGTH = 4_096;

/** Rows that are looked at before others have their turn. */
const LOOKED_AT_ONCE = 4_096;

/** A sorted run, and how much of it was taken. */
interface Run {
  names: string[];
  taken: number;
}

/**
 * The names of dead letters by their trace ids, which is the order of their keys. It sorts them in short runs, which it
 * then merges as they are asked for, so that no piece of the work keeps others from the event loop. A million of them
 * take 8 MB.
 *
 * @param after the trace id that the order begins behind; empty: from the beginning
 * @param pause resolves when others had their turn
 */
export async function* inOrder<T extends Pick<SummaryRow, 'name'>>(
  rows: Iterable<T>,
  matches: (row: T) => boolean,
  after: string,
  pause: () => Promise<void>,
): AsyncGenerator<string> {
  const runs = new TinyQueue<Run>([], (a, b) => compare(headOf(a), headOf(b)));
  let open: string[] = [];
  let looked = 0;
  const close = () => {
    if (open.length > 0) runs.push({ names: open.toSorted(compare), taken: 0 });
    open = [];
  };
  for (const row of rows) {
    const id = traceIdOf(row);
    if (id !== null && id > after && matches(row)) open.push(row.name);
    if (open.length === RUN_LENGTH) close();
    // The row was read: after the pause another one may lie there.
    if (++looked % LOOKED_AT_ONCE === 0) await pause();
  }
  close();
  let last = '';
  for (let run = runs.pop(); run !== undefined; run = runs.pop()) {
    const name = headOf(run);
    // One that was removed and came again during the first loop may have been seen twice.
    if (name !== last) yield name;
    last = name;
    run.taken++;
    if (run.taken < run.names.length) runs.push(run);
  }
}

function headOf({ names, taken }: Run): string {
  return names[taken]!;
}

function compare(a: string, b: string): number {
  return traceIdOf({ name: a })! < traceIdOf({ name: b })! ? -1 : 1;
}
