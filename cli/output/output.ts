import { UsageError } from '../usage-error.js';
import type { Values } from '../options/values.js';
import type { World } from '../world.js';
import { painter, type Paint } from './colour.js';
import { plain } from './plain-text.js';
import { table, type Column } from './table.js';

export type OutputForm = 'table' | 'json' | 'jsonl';

/** What a command shows, in the form that was asked for. */
export class Output {
  readonly form: OutputForm;
  readonly paint: Paint;

  constructor(
    private readonly world: Pick<World, 'out' | 'err' | 'env'>,
    values: Values,
  ) {
    this.form = (values.text('output') as OutputForm | undefined) ?? 'table';
    this.paint = painter(world);
  }

  /** Lines for people. Text of events in them is made plain by the caller (`plain`) or by a table. */
  async lines(lines: readonly string[]): Promise<void> {
    if (lines.length > 0) await this.world.out.write(`${lines.join('\n')}\n`);
  }

  /** What is no answer: advice, counts, progress. It goes to standard error, so that a pipe has the answer alone. */
  async note(line: string): Promise<void> {
    await this.world.err.write(`${line}\n`);
  }

  /** @throws UsageError where a command that shows one thing is asked for lines */
  async one(value: object, forPeople: () => readonly string[]): Promise<void> {
    if (this.form === 'table') return this.lines(forPeople());
    await this.json(value);
  }

  async json(value: unknown): Promise<void> {
    await this.world.out.write(`${JSON.stringify(value, null, this.form === 'jsonl' ? undefined : 2)}\n`);
  }

  /** JSON as the service wrote it, with every digit. */
  async text(json: string): Promise<void> {
    await this.world.out.write(`${json.trimEnd()}\n`);
  }

  /** A list: a table, one document with an array, or one line an item. */
  async list<T extends object>(
    items: readonly T[],
    columns: readonly Column<T>[],
    empty: string,
  ): Promise<void> {
    if (this.form === 'json') return this.json(items);
    if (this.form === 'jsonl') return this.lines(items.map((item) => JSON.stringify(item)));
    if (items.length === 0) return this.note(empty);
    const [head = '', ...rows] = table(columns, items, this.world.out.columns);
    await this.lines([this.paint('bold', head), ...rows]);
  }

  /** A heading with the fields of one thing; fields without a value are left out. */
  fields(
    fields: ReadonlyArray<readonly [name: string, value: string | number | null | undefined]>,
  ): string[] {
    const known = fields.filter(([, value]) => value !== null && value !== undefined && value !== '');
    const width = Math.max(0, ...known.map(([name]) => name.length));
    return known.map(([name, value]) => `${this.paint('dim', name.padEnd(width))}  ${plain(String(value))}`);
  }

  /** @throws UsageError: the command shows only `forms` */
  allow(...forms: OutputForm[]): void {
    if (!forms.includes(this.form))
      throw new UsageError(`--output: expected one of ${forms.join(', ')} here`);
  }
}
