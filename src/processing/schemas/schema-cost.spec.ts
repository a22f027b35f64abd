import { describe, expect, it } from 'vitest';
import { schemaCost } from './schema-cost.js';

const costOf = (schema: object, others: Record<string, object> = {}) =>
  schemaCost('v', new Map(Object.entries({ v: schema, ...others })));

/** `levels` schemas, each of which refers to the next one twice. */
function doubling(levels: number): object {
  const name = (i: number) => ({ $ref: `#/$defs/d${i}` });
  const defs = Array.from({ length: levels }, (_, i) => [`d${i}`, { allOf: [name(i + 1), name(i + 1)] }]);
  return { $defs: { ...Object.fromEntries(defs), [`d${levels}`]: true }, ...name(0) };
}

describe('what a check costs at most', () => {
  it.each<[object, Record<string, object>?]>([
    [{ type: 'object', 'x-names': 'interaction_id', 'x-error': 'e' }],
    [{ required: ['a'], properties: { a: { enum: ['x', 1] }, b: { oneOf: [{ type: 'null' }, true] } } }],
    [{ properties: { a: { $ref: 'w#/$defs/amount' } } }, { w: { $defs: { amount: { minimum: 1 } } } }],
  ])('does not depend on the length of the event: %j', (schema, others) => {
    expect(costOf(schema, others)).toMatchObject({ each: 0 });
  });

  it.each([
    { properties: { list: { items: { type: 'number' } } } },
    { additionalProperties: false },
    { properties: { a: { pattern: '^[A-Z]{2}$' }, b: { format: 'date-time' }, c: { maxLength: 3 } } },
    { enum: [{ a: 1 }] },
    doubling(3),
    { items: { $ref: '#/$defs/a' }, $defs: { a: { items: { type: 'string' } } }, maxProperties: 3 },
  ])('grows with it: %j', (schema) => {
    expect(costOf(schema)).not.toBeNull();
  });

  it.each<object>([
    { $ref: '#' },
    { $ref: '#/$defs/a', $defs: { a: { items: { $ref: '#/$defs/a' } } } },
    { $dynamicRef: '#a', $dynamicAnchor: 'a' },
    { $ref: 'other.schema.json' },
    { $id: 'https://a.example/v' },
    { $ref: '#a', $defs: { a: { $anchor: 'a' } } },
    { pattern: '^(a+)+$' },
    { patternProperties: { '(a|a)*$': true } },
    { format: 'url' },
    { format: 'email' },
    { uniqueItems: true },
    { unevaluatedProperties: false },
    { unheard: 1 },
    doubling(20),
    { enum: Array.from({ length: 5_000 }, (_, i) => i) },
    { default: Array.from({ length: 5_000 }, (_, i) => i) },
    JSON.parse(`${'{"not":'.repeat(200)}true${'}'.repeat(200)}`) as object,
    JSON.parse(`{"default":${'['.repeat(50_000)}${']'.repeat(50_000)}}`) as object,
  ])('is not known: case %#', (schema) => {
    expect(costOf(schema)).toBeNull();
  });
});
