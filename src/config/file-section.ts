import type { FieldProblem } from '../domain/event/event.js';

/**
 * Reads the members of one mapping of a file, and gathers its problems. A problem has the path in the file and what was
 * expected, never a value.
 */
export class FileSection {
  private constructor(
    readonly path: string,
    private readonly members: ReadonlyMap<unknown, unknown>,
    readonly problems: FieldProblem[],
  ) {}

  /** Where `value` is no mapping: an empty section, and a problem. Each name other than `known` is a problem. */
  static of(
    path: string,
    value: unknown,
    problems: FieldProblem[],
    known: readonly string[] | null,
  ): FileSection {
    const members = value instanceof Map ? (value as ReadonlyMap<unknown, unknown>) : new Map();
    const section = new FileSection(path, members, problems);
    if (!(value instanceof Map)) problems.push({ field: path || 'file', expected: 'a mapping' });
    for (const name of members.keys()) {
      if (known !== null && !known.includes(String(name))) {
        section.problem(String(name), `no such name; there are ${known.join(', ')}`);
      }
    }
    return section;
  }

  /** The mapping's names in order. */
  get names(): string[] {
    return [...this.members.keys()].map(String);
  }

  /** The value as the file has it; `undefined` where it is absent or null. */
  raw(name: string): unknown {
    return this.members.get(name) ?? undefined;
  }

  /** A text. A number or a date counts as the text in the file. */
  text(name: string): string | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value !== '') return value;
    this.problem(name, 'a text that is not empty');
    return undefined;
  }

  wanted(name: string, expected: string): string | undefined {
    const before = this.problems.length;
    const text = this.text(name);
    if (text === undefined && this.problems.length === before) this.problem(name, expected);
    return text;
  }

  integer(name: string, fallback: number, range: { min: number; max: number }): number {
    const value = this.raw(name);
    if (value === undefined) return fallback;
    const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= range.min && number <= range.max) return number;
    this.problem(name, `a whole number from ${range.min} to ${range.max}`);
    return fallback;
  }

  problem(name: string, expected: string): void {
    this.problems.push({ field: this.pathOf(name), expected });
  }

  pathOf(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }
}
