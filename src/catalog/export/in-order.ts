import TinyQueue from 'tinyqueue';
import { traceIdOf, type Summary } from '../summary.js';

/** Summaries that are sorted at once: it takes a few milliseconds. */
const RUN_LENGTH = 4_096;

/** Summaries that are looked at before others have their turn. */
const LOOKED_AT_ONCE = 4_096;

/** A sorted run, and how much of it was taken. */
interface Run {
  summaries: Summary[];
  taken: number;
}

/**
 * Dead letters by their trace ids, which is the order of their keys. It sorts them in short runs, which it then merges as
 * they are asked for, so that no piece of the work keeps others from the event loop. A million of them take 8 MB.
 *
 * @param after the trace id that the order begins behind; empty: from the beginning
 * @param pause resolves when others had their turn
 */
export async function* inOrder(
  summaries: Iterable<Summary>,
  matches: (summary: Summary) => boolean,
  after: string,
  pause: () => Promise<void>,
): AsyncGenerator<Summary> {
  const runs = new TinyQueue<Run>([], (a, b) => compare(headOf(a), headOf(b)));
  let open: Summary[] = [];
  let looked = 0;
  const close = () => {
    if (open.length > 0) runs.push({ summaries: open.toSorted(compare), taken: 0 });
    open = [];
  };
  for (const summary of summaries) {
    if (++looked % LOOKED_AT_ONCE === 0) await pause();
    const id = traceIdOf(summary);
    if (id === null || id <= after || !matches(summary)) continue;
    open.push(summary);
    if (open.length === RUN_LENGTH) close();
  }
  close();
  let last = '';
  for (let run = runs.pop(); run !== undefined; run = runs.pop()) {
    const summary = headOf(run);
    // One that was removed and came again during the first loop may have been seen twice.
    if (summary.name !== last) yield summary;
    last = summary.name;
    run.taken++;
    if (run.taken < run.summaries.length) runs.push(run);
  }
}

function headOf({ summaries, taken }: Run): Summary {
  return summaries[taken]!;
}

function compare(a: Summary, b: Summary): number {
  return traceIdOf(a)! < traceIdOf(b)! ? -1 : 1;
}
