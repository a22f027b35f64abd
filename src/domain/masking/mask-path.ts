import { foldedName } from '../event/member-names.js';
import { isIdName } from './id-names.js';

/** What stands for a masked value, everywhere. */
export const MASKED = '[masked]';

/**
 * One step of a path. `name`: the member of that name, in any spelling (`foldedName`): senders differ in case, `_` and `-`.
 * `any`: every member and element. `beside`: every member that is no id of an envelope. `deep`: whatever lies between, or
 * nothing.
 */
export type PathStep =
  { kind: 'name'; folded: string } | { kind: 'any' } | { kind: 'beside' } | { kind: 'deep' };

/** A path to values that nobody is shown, such as `payload.customer.*` or `payload..phone`. */
export type MaskPath = readonly PathStep[];

export function nameStep(name: string): PathStep {
  return { kind: 'name', folded: foldedName(name) };
}

/** The state after one step, and whether a path ends there, so that the value is masked. */
export interface Stepped {
  state: PathState;
  masked: boolean;
}

/** For each path that still fits, its next step. */
type Positions = ReadonlyArray<readonly [path: number, next: number]>;

/** Names that a state remembers: those of senders are few, but nobody may fill the memory with others. */
const MAX_NAMES = 1_000;

/**
 * Where a walk along paths has got to. States are made as they are reached, and remembered with their steps: an event of
 * two megabytes has 60,000 names, and few that differ.
 */
export class PathState {
  private readonly byName = new Map<string, Stepped>();
  private element: Stepped | undefined;

  constructor(
    private readonly paths: readonly MaskPath[],
    private readonly positions: Positions,
    private readonly states: Map<string, PathState>,
  ) {}

  /** Whether no path goes on from here. */
  get ended(): boolean {
    return this.positions.length === 0;
  }

  /** Goes into the member `name`. */
  into(name: string): Stepped {
    const known = this.byName.get(name);
    if (known !== undefined) return known;
    const folded = foldedName(name);
    const stepped = this.advance(
      (step) =>
        step.kind === 'any' ||
        (step.kind === 'name' && step.folded === folded) ||
        (step.kind === 'beside' && !isIdName(name)),
    );
    if (this.byName.size < MAX_NAMES) this.byName.set(name, stepped);
    return stepped;
  }

  /** Goes into an element of a list. Names reach through lists, so that nobody forgets the `*` of a list. */
  intoElement(): Stepped {
    return (this.element ??= this.advance(
      (step) => step.kind === 'any',
      this.positions.filter(([path, next]) => this.paths[path]![next]!.kind === 'name'),
    ));
  }

  private advance(fits: (step: PathStep) => boolean, also: Positions = []): Stepped {
    const below: Array<readonly [number, number]> = [];
    let masked = false;
    for (const [index, next] of this.positions) {
      const path = this.paths[index]!;
      const deep = path[next]!.kind === 'deep';
      if (deep) below.push([index, next]);
      const at = deep ? next + 1 : next;
      if (!fits(path[at]!)) continue;
      if (at === path.length - 1) masked = true;
      else below.push([index, at + 1]);
    }
    return { state: this.at([...below, ...also]), masked };
  }

  private at(positions: Positions): PathState {
    const key = [...new Set(positions.map((position) => position.join('.')))].toSorted().join();
    const state = this.states.get(key) ?? new PathState(this.paths, positions, this.states);
    this.states.set(key, state);
    return state;
  }
}

const starts = new WeakMap<readonly MaskPath[], PathState>();

export function startOf(paths: readonly MaskPath[]): PathState {
  const start =
    starts.get(paths) ??
    new PathState(
      paths,
      paths.map((_, index) => [index, 0] as const),
      new Map(),
    );
  starts.set(paths, start);
  return start;
}
