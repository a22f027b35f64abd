import { nameStep, type MaskPath, type PathStep } from './mask-path.js';

/** What a list of paths must look like, for error texts. */
export const MASK_PATHS_EXPECTED =
  'paths with commas between them, such as payload.customer.*, payload..phone, payload."first.name"';

/** Where a list of paths is malformed. `path` and `at` count from 1. */
export interface MaskPathProblem {
  path: number;
  /** The character of the list. */
  at: number;
  expected: string;
}

const NAME = /[\p{L}\p{N}_@:+-]+/uy;
const QUOTED = /"(?:[^"\\]|\\.)*"/y;
const SPACES = /\s*/y;

const QUOTES = 'other characters of a name stand in double quotes';

/** Reads paths with commas between them. @returns the first problem, where there is one */
export function readMaskPaths(text: string): MaskPath[] | MaskPathProblem {
  const reader = new Reader(text);
  const paths: MaskPath[] = [];
  for (;;) {
    const path = paths.length + 1;
    const problem = (expected: string, at = reader.at): MaskPathProblem => ({ path, at: at + 1, expected });
    reader.take(SPACES);
    const start = reader.at;
    const steps = readPath(reader);
    if (typeof steps === 'string') return problem(steps);
    if (steps[0]?.kind === 'name' && steps[0].folded === 'originalevent') {
      return problem('a path inside the event, without original_event', start);
    }
    // A path of everything would leave nothing to work with.
    if (!steps.some(({ kind }) => kind === 'name')) return problem('a path with a name in it', start);
    paths.push(steps);
    reader.take(SPACES);
    if (reader.ended) return paths;
    if (!reader.skip(',')) return problem(`a comma, a dot or the end; ${QUOTES}`);
  }
}

/** @returns what was expected, where it is no path */
function readPath(reader: Reader): MaskPath | string {
  const path: PathStep[] = [];
  if (reader.skip('..')) path.push({ kind: 'deep' });
  for (;;) {
    const step = readStep(reader);
    if (step === null) return `a name or *; ${QUOTES}`;
    path.push(step);
    if (reader.skip('..')) path.push({ kind: 'deep' });
    else if (!reader.skip('.')) return path;
  }
}

function readStep(reader: Reader): PathStep | null {
  if (reader.skip('*')) return { kind: 'any' };
  const name = reader.take(NAME);
  if (name !== '') return nameStep(name);
  const before = reader.at;
  const quoted = reader.take(QUOTED);
  if (quoted === '') return null;
  try {
    return nameStep(JSON.parse(quoted) as string);
  } catch {
    reader.at = before;
    return null;
  }
}

class Reader {
  at = 0;

  constructor(private readonly text: string) {}

  get ended(): boolean {
    return this.at === this.text.length;
  }

  skip(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  /** @param pattern sticky */
  take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }
}
