import type { SchemasByFile } from './schema-unit.js';
import { patternCost } from './linear-pattern.js';

/** The highest cost of one check, in steps of about ten nanoseconds: `once + each * characters of the event`. */
export interface SchemaCost {
  once: number;
  each: number;
}

/** The most values in all files that one schema needs, annotations included. It bounds the time to compile them. */
const MAX_VALUES = 1_000;

/** The most subschemas, with each reference followed anew. */
const MAX_SUBSCHEMAS = 100;

/** Formats whose check looks at each character once. */
const LINEAR_FORMATS = new Set(
  'date time date-time iso-time iso-date-time uuid ipv4 int32 int64 float double password binary'.split(' '),
);

const ANNOTATIONS = new Set(
  '$schema $comment $defs definitions title description default examples deprecated readOnly writeOnly x-error'.split(
    ' ',
  ),
);
const CONSTANT = new Set(
  'type minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems minContains maxContains x-names'.split(
    ' ',
  ),
);
const PER_VALUE = new Set('minLength maxLength minProperties maxProperties'.split(' '));
/** Their value is one schema: at the same place, or for each member. */
const SCHEMA_HERE = new Set(['not', 'if', 'then', 'else']);
const SCHEMA_OF_EACH = new Set(['items', 'additionalProperties', 'contains', 'propertyNames']);
const SCHEMA_LISTS = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const SCHEMA_MAPS = new Set(['properties', 'dependentSchemas']);

/** The cost has no bound, or none that this analysis finds. */
class Unbounded extends Error {}

/**
 * The highest cost of a check, where it is provably linear in the length of the event; `null` where that is not
 * provable, as with recursion, regular expressions, unique items, many subschemas or unknown keywords.
 *
 * @param file name of the schema in `schemas`
 */
export function schemaCost(file: string, schemas: SchemasByFile): SchemaCost | null {
  const walk = new Walk(schemas);
  try {
    for (const schema of schemas.values()) walk.count(schema);
    walk.schema(schemas.get(file), file, false, []);
    return walk.cost;
  } catch (error) {
    if (error instanceof Unbounded || error instanceof RangeError) return null;
    throw error;
  }
}

class Walk {
  readonly cost: SchemaCost = { once: 0, each: 0 };
  private values = 0;
  private subschemas = 0;

  constructor(private readonly schemas: SchemasByFile) {}

  count(value: unknown): void {
    if (++this.values > MAX_VALUES) throw new Unbounded();
    if (typeof value === 'object' && value !== null)
      for (const inner of Object.values(value)) this.count(inner);
  }

  /** @param each whether it is applied to any number of values; @param references those on the way to it */
  schema(schema: unknown, file: string, each: boolean, references: readonly string[]): void {
    if (++this.subschemas > MAX_SUBSCHEMAS) throw new Unbounded();
    this.add(each, 1);
    if (typeof schema !== 'object' || schema === null) return;
    for (const [keyword, value] of Object.entries(schema)) {
      if (!ANNOTATIONS.has(keyword)) this.keyword(keyword, value, file, each, references);
    }
  }

  private keyword(
    keyword: string,
    value: unknown,
    file: string,
    each: boolean,
    references: readonly string[],
  ): void {
    const below = (inner: unknown, every: boolean) => this.schema(inner, file, every, references);
    if (CONSTANT.has(keyword)) this.add(each, 1);
    else if (PER_VALUE.has(keyword)) this.add(true, 1);
    else if (SCHEMA_HERE.has(keyword)) below(value, each);
    else if (SCHEMA_LISTS.has(keyword)) for (const inner of members(value)) below(inner, each);
    else if (SCHEMA_MAPS.has(keyword)) for (const inner of members(value)) below(inner, each);
    else if (SCHEMA_OF_EACH.has(keyword)) {
      this.add(true, 1);
      below(value, true);
    } else if (keyword === 'patternProperties') {
      for (const [pattern, inner] of Object.entries(value as object)) {
        this.pattern(pattern);
        below(inner, true);
      }
    } else if (keyword === 'pattern') this.pattern(value);
    else if (keyword === 'required') this.add(each, members(value).length);
    else if (keyword === 'dependentRequired') this.add(each, members(value).flatMap(members).length);
    else if (keyword === 'enum' || keyword === 'const')
      this.constants(keyword === 'const' ? [value] : members(value), each);
    else if (keyword === 'format' && LINEAR_FORMATS.has(String(value))) this.add(true, 2);
    else if (keyword === '$ref') this.reference(String(value), file, each, references);
    else if (keyword !== 'uniqueItems' || value !== false) throw new Unbounded();
  }

  /** Comparing with a constant list or object may take as long as the event is. */
  private constants(values: readonly unknown[], each: boolean): void {
    for (const value of values) this.add(each || typeof value === 'object', 1);
  }

  private pattern(pattern: unknown): void {
    const cost = typeof pattern === 'string' ? patternCost(pattern) : null;
    if (cost === null) throw new Unbounded();
    this.add(true, cost);
  }

  private reference(reference: string, file: string, each: boolean, references: readonly string[]): void {
    const [name = '', pointer = '', ...rest] = reference.split('#');
    const target = name === '' ? file : name;
    const id = `${target}#${pointer}`;
    if (rest.length > 0 || references.includes(id) || !this.schemas.has(target)) throw new Unbounded();
    this.schema(valueAt(this.schemas.get(target), pointer), target, each, [...references, id]);
  }

  private add(each: boolean, steps: number): void {
    if (each) this.cost.each += steps;
    else this.cost.once += steps;
  }
}

function members(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

/** @throws Unbounded where the pointer (RFC 6901) is an anchor, escaped, or leads nowhere */
function valueAt(schema: unknown, pointer: string): unknown {
  if (pointer !== '' && !/^(?:\/[\w$.-]+)+$/.test(pointer)) throw new Unbounded();
  let at = schema;
  for (const name of pointer.split('/').slice(1)) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) throw new Unbounded();
    at = (at as Record<string, unknown>)[name];
  }
  return at;
}
