import { MoveJournal } from './move-journal.js';
import { movePass, type PassOptions } from './move-pass.js';
import { MoveStopped } from './move-stopped.js';
import type { MoveTally } from './move-tally.js';
import { MOVED_PREFIXES } from './moved-prefixes.js';
import type { Stores } from './object-copy.js';
import { orderedEntries } from './ordered-entries.js';

/** A source that its service still changes may change in every pass. */
const MAX_PASSES = 5;

export type MoveOptions = PassOptions & {
  /** Where the source is, such as `s3://bucket`: the same source continues the same move. */
  from: string;
};

/**
 * `settled`: the latest pass found nothing to do. `moving`: the source still changes. `interrupted`: the same command goes
 * on. `planned`: a dry run.
 */
export type MoveState = 'settled' | 'moving' | 'interrupted' | 'planned';

export interface MoveReport {
  state: MoveState;
  passes: number;
  /** In all passes together. */
  copied: number;
  updated: number;
  removed: number;
  bytes: number;
  /** Objects that are the same in both stores, and what was found, in the latest pass. */
  same: number;
  latest: Pick<MoveTally, 'found' | 'named'>;
}

/**
 * Copies everything that the service keeps from one store into another one, and compares what it has copied before. It
 * goes through both stores again until a pass finds nothing to do. The source is only read.
 *
 * @throws StoreError where a store does not answer, MoveStopped where the move cannot go on
 */
export async function moveStore(stores: Stores, options: MoveOptions): Promise<MoveReport> {
  const { source, target, clock, budget } = stores;
  await assertNotEmpty();
  const journal = new MoveJournal(target, clock, budget, options.from);
  const report = { copied: 0, updated: 0, removed: 0, bytes: 0 };
  for (let pass = 1; ; pass++) {
    const tally = await movePass(stores, journal, options);
    report.copied += tally.done.copied;
    report.updated += tally.done.updated;
    report.removed += tally.done.removed;
    report.bytes += tally.bytes;
    const state = stateAfter(tally, pass);
    if (state === null) continue;
    // What the latest pass has copied is the same as well.
    const same = tally.done.same + (options.dryRun ? 0 : tally.done.copied + tally.done.updated);
    return { state, passes: pass, ...report, same, latest: tally };
  }

  function stateAfter(tally: MoveTally, pass: number): MoveState | null {
    if (options.signal.aborted) return 'interrupted';
    if (options.dryRun) return 'planned';
    if (!tally.isMoving) return 'settled';
    return pass < MAX_PASSES ? null : 'moving';
  }

  /** A directory that is not mounted, or the wrong bucket, looks like a store from which everything was deleted. */
  async function assertNotEmpty(): Promise<void> {
    for await (const _ of orderedEntries(source, clock, budget, MOVED_PREFIXES)) return;
    throw new MoveStopped(
      `${options.from} holds nothing of the service: expected objects under dlq/ or audit/`,
    );
  }
}
