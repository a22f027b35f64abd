import { FINDINGS, type Done, type MoveFinding, type FindingKind, type Settled } from './move-finding.js';

/** The most findings that are named; all of them are counted. */
const MOST_NAMED = 1_000;

/** After so many failures in a row it is not the objects that fail. */
const MAX_FAILURES_IN_ROW = 20;

/** Counts what a pass does. */
export class MoveTally {
  readonly done: Record<Done, number> = { same: 0, copied: 0, updated: 0, removed: 0, moving: 0, none: 0 };
  readonly found = Object.fromEntries(FINDINGS.map((kind) => [kind, 0])) as Record<FindingKind, number>;
  readonly named: MoveFinding[] = [];
  /** Of what was copied or updated. */
  bytes = 0;
  private failuresInRow = 0;

  count({ done, bytes, finding }: Settled): void {
    this.done[done] += 1;
    this.bytes += bytes;
    this.failuresInRow = finding?.kind === 'failed' ? this.failuresInRow + 1 : 0;
    if (finding === undefined) return;
    this.found[finding.kind] += 1;
    if (this.named.length < MOST_NAMED) this.named.push(finding);
  }

  /** Why the move must end: the latest reason of many failures in a row. */
  get breakdown(): string | null {
    return this.failuresInRow < MAX_FAILURES_IN_ROW ? null : (this.named.at(-1)?.reason ?? 'unknown');
  }

  /** Whether another pass may find something to do. */
  get isMoving(): boolean {
    const { copied, updated, removed, moving } = this.done;
    return copied + updated + removed + moving > 0;
  }
}
