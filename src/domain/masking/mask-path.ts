/** What stands for a masked value, everywhere. */
export const MASKED = '[masked]';

/**
 * One step of a path. `name`: the member of that name. `any`: every member and element. `deep`: whatever lies between,
 * none at all included.
 */
export type PathStep = { kind: 'name'; name: string } | { kind: 'any' } | { kind: 'deep' };

/** A path to values that nobody is shown, such as `payload.customer.*` or `payload..phone`. */
export type MaskPath = readonly PathStep[];

/** What a path must look like, for error texts. */
export const MASK_PATHS_EXPECTED =
  'paths with commas between them, such as payload.customer.*, payload..phone; names without dots, * for any name';

/**
 * Reads paths with commas between them.
 *
 * @returns `null` where one of them is no path, or names nothing
 */
export function readMaskPaths(text: string): MaskPath[] | null {
  const paths = text.split(',').map((part) => readPath(part.trim()));
  return paths.every((path) => path !== null) ? paths : null;
}

function readPath(text: string): MaskPath | null {
  if (/^\.(?!\.)/.test(text)) return null;
  const names = text.replace(/^\.\./, '.').split('.');
  const path: PathStep[] = [];
  for (const [index, name] of names.entries()) {
    if (name === '') {
      // Two dots in a row: something must follow.
      if (index === names.length - 1 || path.at(-1)?.kind === 'deep') return null;
      path.push({ kind: 'deep' });
    } else {
      path.push(name === '*' ? { kind: 'any' } : { kind: 'name', name });
    }
  }
  // A path of everything would leave nothing to work with.
  return path.some(({ kind }) => kind === 'name') ? path : null;
}

/** Where a walk along paths has got to: for each path that still fits, its next step. */
export type PathState = ReadonlyArray<readonly [path: MaskPath, next: number]>;

export function startOf(paths: readonly MaskPath[]): PathState {
  return paths.map((path) => [path, 0] as const);
}

/** @returns the state below the member `name`, and whether a path ends there: its value is masked */
export function stepInto(state: PathState, name: string): { state: PathState; masked: boolean } {
  return advance(state, (step) => step.kind === 'any' || (step.kind === 'name' && step.name === name));
}

/** The same for an element of a list. Names reach through lists, so that nobody forgets the `*` of a list. */
export function stepIntoElement(state: PathState): { state: PathState; masked: boolean } {
  const { state: below, masked } = advance(state, (step) => step.kind === 'any');
  const through = state.filter(([path, next]) => path[next]!.kind === 'name');
  return { state: [...below, ...through], masked };
}

function advance(state: PathState, fits: (step: PathStep) => boolean): { state: PathState; masked: boolean } {
  const below: Array<readonly [MaskPath, number]> = [];
  let masked = false;
  for (const [path, next] of state) {
    const deep = path[next]!.kind === 'deep';
    if (deep) below.push([path, next]);
    const at = deep ? next + 1 : next;
    if (!fits(path[at]!)) continue;
    if (at === path.length - 1) masked = true;
    else below.push([path, at + 1]);
  }
  return { state: below, masked };
}
