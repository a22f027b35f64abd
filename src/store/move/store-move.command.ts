import type { Clock } from '../../runtime/clock.js';
import type { ObjectStore, ReadableStore } from '../object-store.port.js';
import { movePlace, type MovePlace } from './move-places.js';
import { moveStore, type MoveReport } from './move-store.js';
import type { MoveTally } from './move-tally.js';
import type { CorruptionCheck } from './object-copy.js';
import { isInUse, openSource, openTarget, openTargetToRead } from './open-move.js';

type Env = Readonly<Record<string, string | undefined>>;

/** Of each call to a store, with its repeats. An overloaded store is asked again at growing intervals. */
const BUDGET = { totalMs: 60_000, pauseMs: 250, insists: 'overload' } as const;

export interface MoveRequest {
  /** A directory or `s3://BUCKET`, and the variables that reach it. */
  from: { place: string; env: Env };
  to: { place: string; env: Env };
  dryRun: boolean;
  /** Says whether so many copies may be removed whose objects are gone from the source; `null`: none may. */
  mayRemove: ((count: number) => Promise<void>) | null;
  clock: Clock;
  /** An id of this run. */
  run: string;
  signal: AbortSignal;
  corruption: CorruptionCheck;
  onProgress: (tally: MoveTally, key: string) => void;
}

export interface MoveAnswer extends MoveReport {
  from: string;
  to: string;
  /** Whether a process holds the source; `null`: nothing tells that of a bucket. */
  sourceInUse: boolean | null;
}

/** What the person asked for cannot be meant. The message has a line for each problem. */
export class MoveRefused extends Error {
  override readonly name = 'MoveRefused';
}

/**
 * Moves what the service keeps from one store into another one. The source is only read.
 *
 * @throws MoveRefused, MoveStopped, StoreError, StoreRefused, and what `mayRemove` throws
 */
export async function storeMoveCommand(request: MoveRequest): Promise<MoveAnswer> {
  const from = placeOf('--from', request.from);
  const to = placeOf('--to', request.to);
  if (from.location === to.location) throw new MoveRefused('--to: expected another place than --from');
  const { clock, dryRun } = request;
  const source = await openSource(from, clock);
  try {
    const target = await (dryRun ? openTargetToRead(to, clock) : openTarget(to, clock));
    try {
      const report = await moved(request, source, target, from.location);
      return { ...report, from: from.location, to: to.location, sourceInUse: await isInUse(source) };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function moved(
  request: MoveRequest,
  source: ReadableStore,
  target: ObjectStore,
  from: string,
): Promise<MoveReport> {
  const { clock, corruption, dryRun, run, signal, onProgress, mayRemove } = request;
  const stores = { source, target, clock, budget: BUDGET, corruption };
  const options = { from, dryRun, run, signal, onProgress };
  const report = await moveStore(stores, { ...options, removeGone: false });
  const gone = report.latest.found.gone_from_source;
  if (mayRemove === null || dryRun || gone === 0 || signal.aborted) return report;
  await mayRemove(gone);
  const again = await moveStore(stores, { ...options, removeGone: true });
  return {
    ...again,
    passes: report.passes + again.passes,
    copied: report.copied + again.copied,
    updated: report.updated + again.updated,
    bytes: report.bytes + again.bytes,
  };
}

function placeOf(flag: string, { place, env }: MoveRequest['from']): MovePlace {
  const found = movePlace(place, env);
  if (Array.isArray(found)) throw new MoveRefused(found.map((problem) => `${flag}: ${problem}`).join('\n'));
  return found;
}
