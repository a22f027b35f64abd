import { listChanges } from './list-changes.js';

/** One step of a JSON Patch (RFC 6902). */
export type PatchStep =
  | { op: 'add' | 'replace'; path: string; value: unknown }
  | { op: 'remove'; path: string }
  | { op: 'move'; from: string; path: string };

/** The paths of a patch are longer than the caller allows. */
class TooLong extends Error {}

/**
 * The changes from one JSON value to another, in nearly linear time. An element of a list that stands elsewhere has moved.
 * Of a list in which too many moved or came, elements are compared by their places.
 *
 * @param maxLength of all paths together, characters: a long name can be part of many paths
 * @returns `null` where the paths are longer
 * @throws RangeError where a value is nested too deeply
 */
export function valueDiff(before: unknown, after: unknown, maxLength: number): PatchStep[] | null {
  const diff = new ValueDiff(maxLength);
  try {
    diff.compare(before, after, '');
    return diff.steps;
  } catch (error) {
    if (error instanceof TooLong) return null;
    throw error;
  }
}

class ValueDiff {
  readonly steps: PatchStep[] = [];
  private length = 0;
  /**
   * Numbers values so that equal values have the same number: by their form, in which inner values are numbers, and by
   * the object itself.
   */
  private readonly byForm = new Map<string, number>();
  private readonly byObject = new Map<object, number>();

  constructor(private readonly maxLength: number) {}

  compare(before: unknown, after: unknown, path: string): void {
    if (this.same(before, after)) return;
    if (Array.isArray(before) && Array.isArray(after)) this.lists(before, after, path);
    else if (isObject(before) && isObject(after)) this.objects(before, after, path);
    else this.add({ op: 'replace', path, value: after });
  }

  private objects(before: Record<string, unknown>, after: Record<string, unknown>, path: string): void {
    const at = (name: string) => `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const names = Object.keys(after);
    for (const name of Object.keys(before)) {
      if (!Object.hasOwn(after, name)) this.add({ op: 'remove', path: at(name) });
    }
    for (const name of names) {
      if (!Object.hasOwn(before, name)) this.add({ op: 'add', path: at(name), value: after[name] });
    }
    for (const name of names) {
      if (!Object.hasOwn(before, name) || this.same(before[name], after[name])) continue;
      this.compare(before[name], after[name], at(name));
    }
  }

  private lists(before: unknown[], after: unknown[], path: string): void {
    const shorter = Math.min(before.length, after.length);
    let start = 0;
    while (start < shorter && this.same(before[start], after[start])) start++;
    let end = 0;
    while (end < shorter - start && this.same(before.at(-1 - end), after.at(-1 - end))) end++;
    const [old, next] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
    const numbers = (values: unknown[]) => values.map((value) => this.numberOf(value));
    const changes = listChanges(numbers(old), numbers(next));
    if (changes === null) return this.byPlace(before, after, { start, end }, path);
    const at = (index: number) => `${path}/${start + index}`;
    for (const index of changes.removed) this.add({ op: 'remove', path: at(index) });
    for (const step of changes.placed) {
      if (step.kind === 'move') this.add({ op: 'move', from: at(step.from), path: at(step.to) });
      else this.add({ op: 'add', path: at(step.to), value: next[step.index] });
    }
    for (const pair of changes.changed) this.compare(old[pair.before], next[pair.after], at(pair.after));
  }

  /** @param same how many elements are the same at both ends */
  private byPlace(
    before: unknown[],
    after: unknown[],
    same: { start: number; end: number },
    path: string,
  ): void {
    const { start, end } = same;
    const both = Math.min(before.length, after.length) - end;
    for (let i = start; i < both; i++) this.compare(before[i], after[i], `${path}/${i}`);
    for (let i = before.length - end - 1; i >= both; i--) this.add({ op: 'remove', path: `${path}/${i}` });
    for (let i = both; i < after.length - end; i++) {
      this.add({ op: 'add', path: `${path}/${i}`, value: after[i] });
    }
  }

  private add(step: PatchStep): void {
    this.length += step.path.length + ('from' in step ? step.from.length : 0);
    if (this.length > this.maxLength) throw new TooLong();
    this.steps.push(step);
  }

  private same(a: unknown, b: unknown): boolean {
    return this.numberOf(a) === this.numberOf(b);
  }

  private numberOf(value: unknown): number {
    if (typeof value !== 'object' || value === null)
      return this.numberOfForm(`${typeof value} ${String(value)}`);
    const known = this.byObject.get(value);
    if (known !== undefined) return known;
    const number = this.numberOfForm(
      Array.isArray(value)
        ? `[${value.map((inner) => this.numberOf(inner)).join()}`
        : Object.entries(value)
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, inner]) => `{${JSON.stringify(name)}${this.numberOf(inner)}`)
            .join(''),
    );
    this.byObject.set(value, number);
    return number;
  }

  private numberOfForm(form: string): number {
    const known = this.byForm.get(form);
    if (known !== undefined) return known;
    this.byForm.set(form, this.byForm.size);
    return this.byForm.size - 1;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
