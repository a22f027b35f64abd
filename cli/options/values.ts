import { UsageError } from '../usage-error.js';
import type { OptionTable } from './option.js';

/** What was given for the options of a command. */
export class Values {
  constructor(
    private readonly given: ReadonlyMap<string, string | boolean | readonly string[]>,
    private readonly table: OptionTable,
  ) {}

  text(name: string): string | undefined {
    const value = this.given.get(name);
    return typeof value === 'string' ? value : undefined;
  }

  texts(name: string): readonly string[] {
    const value = this.given.get(name);
    return Array.isArray(value) ? (value as readonly string[]) : [];
  }

  flag(name: string): boolean {
    return this.given.get(name) === true;
  }

  /** @throws UsageError where the value is no whole number of at least `least` */
  count(name: string, least = 0): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const number = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    if (!(number >= least)) throw new UsageError(`--${name}: expected a whole number from ${least}`);
    return number;
  }

  /** @throws UsageError where the value is no number above 0 */
  rate(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
    if (!(number > 0)) throw new UsageError(`--${name}: expected a number above 0`);
    return number;
  }

  /** @throws UsageError where there is no value */
  wanted(name: string): string {
    const text = this.text(name);
    if (text) return text;
    throw new UsageError(`--${name}: expected ${this.table[name]?.value ?? 'a value'}`);
  }
}
