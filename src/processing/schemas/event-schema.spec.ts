import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { eventOf } from '../../../test/support/event-of.js';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { jsonText } from '../../../test/support/json-text-arbitrary.js';
import { loadConfig } from '../../config/config.js';
import { namesInteraction } from '../../domain/event/interaction-id.js';
import { EventSchema } from './event-schema.js';
import { SystemClock } from '../../runtime/clock.js';
import { loadSchemaSet } from './load-schema-set.js';
import { SchemaLanes } from './schema-lanes.js';

const lanes = new SchemaLanes(100, new SystemClock(), new MemoryLog());
afterAll(() => lanes.stop());
const { signal } = new AbortController();

function schemaOf(schema: object | boolean, checkTimeoutMs = 5_000): EventSchema {
  return new EventSchema('v', new Map([['v', schema]]), { lane: lanes.events, checkTimeoutMs });
}

/** @param elsewhere whether the check is left to the other process, as it is for a schema that may take long */
function problem(schema: object, payload: string, elsewhere = false): Promise<string | null> {
  const unique = elsewhere ? { properties: { none: { uniqueItems: true } } } : {};
  const compiled = schemaOf({ type: 'object', ...unique, allOf: [{ properties: { payload: schema } }] });
  expect(compiled.cost === null).toBe(elsewhere);
  return compiled.problemOf(eventOf(`{"event_id":"evt_1","payload":${payload}}`), signal);
}

describe('a schema', () => {
  it.each<[object, string, string | null]>([
    [{ properties: { amount: { type: 'number' } } }, '{"amount":1.10}', null],
    [{ properties: { amount: { type: 'number' } } }, '{"amount":1e400}', null],
    [{ properties: { amount: { type: 'integer' } } }, '{"amount":12345678901234567890}', null],
    [{ properties: { amount: { multipleOf: 0.01 } } }, '{"amount":19.99}', null],
    [
      { properties: { amount: { type: 'number' } } },
      '{"amount":"1"}',
      'payload.amount must be a number, but is a string (at /payload/amount) in event evt_1',
    ],
    [
      { properties: { items: { items: { properties: { 'a b': { type: ['integer', 'null'] } } } } } },
      '{"items":[{},{"a b":[]}]}',
      'payload.items[1]["a b"] must be an integer or null, but is an array (at /payload/items/1/a b) in event evt_1',
    ],
    [
      { required: ['a', 'b', 'toString'] },
      '{}',
      'missing required field: payload.a (at /payload), and 2 more in event evt_1',
    ],
    [
      { properties: { a: true }, additionalProperties: false },
      '{"b/c":1}',
      'payload["b/c"] is not allowed (at /payload) in event evt_1',
    ],
    [{ enum: ['a', 1] }, '"c"', 'payload must be one of "a", 1 (at /payload) in event evt_1'],
    [{ minimum: 3 }, '2', 'payload must be >= 3 (at /payload) in event evt_1'],
    [
      { anyOf: [{ type: 'string' }, { required: ['x'] }] },
      '{}',
      'payload must be a string, but is an object (at /payload), and 1 more in event evt_1',
    ],
    [
      { type: 'object', 'x-error': '{path} of {event_id}', properties: { a: { type: 'null' } } },
      '{"a":1}',
      '/payload/a of evt_1',
    ],
    [{ 'x-names': 'interaction_id' }, '{"contactId":"c"}', null],
    [{ 'x-names': 'interaction_id', 'x-error': 'none in {event_id}' }, '{"contactId":null}', 'none in evt_1'],
  ])('%j takes %s: %s, here and in the other process alike', async (schema, payload, sentence) => {
    expect(await problem(schema, payload)).toBe(sentence);
    expect(await problem(schema, payload, true)).toBe(sentence);
  });

  const wrongLeaf = (levels: number) => `${'{"a":'.repeat(levels)}"x"${'}'.repeat(levels)}`;
  const tree = { $ref: '#/$defs/t' };
  const oneOf = (...both: object[]) => ({ $defs: { t: { oneOf: both } }, properties: { payload: tree } });
  const nested = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => {
      const next = { $ref: `#/$defs/d${i + 1}` };
      return [`d${i}`, { anyOf: [{ allOf: [next] }, { allOf: [next] }] }];
    }),
  );
  it.each<[string, object, string]>([
    ['a pattern', { properties: { payload: { pattern: '^(a+)+$' } } }, `"${'a'.repeat(50)}b"`],
    ['the name of a member', { patternProperties: { '^(a|a)*$': true } }, `1,"${'a'.repeat(50)}b":1`],
    [
      'a recursive oneOf',
      oneOf(
        { properties: { a: tree }, type: 'object' },
        { properties: { a: tree }, required: ['a'], type: 'object' },
      ),
      wrongLeaf(60),
    ],
    [
      'nested references',
      { $defs: { ...nested, d40: false }, properties: { payload: { $ref: '#/$defs/d0' } } },
      '1',
    ],
    ['a format', { properties: { payload: { format: 'url' } } }, `"http://${':'.repeat(200_000)}"`],
    [
      'unique items',
      { properties: { payload: { uniqueItems: true } } },
      JSON.stringify(Array.from({ length: 20_000 }, (_, i) => [i])),
    ],
  ])('ends %s that would not end, and this process does not wait', async (_, schema, payload) => {
    const event = eventOf(`{"event_id":"evt_1","payload":${payload}}`);
    const compiled = schemaOf(schema, 50);
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await expect(compiled.problemOf(event, signal)).rejects.toMatchObject({
      name: 'PermanentError',
      code: 'schema_limit_exceeded',
      message: 'v takes longer than 50 ms to check event evt_1',
    });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
    expect(await problem({ type: 'object' }, '{}', true)).toBeNull();
  });

  it('leaves a long event to the other process where the schema looks at each value', async () => {
    const schema = schemaOf({ items: { type: 'number' }, properties: { a: { items: { type: 'number' } } } });
    expect(schema.cost).not.toBeNull();
    const list = Array.from({ length: 300_000 }, (_, i) => (i === 299_999 ? 'x' : 1));
    const event = eventOf(`{"event_id":"e","a":${JSON.stringify(list)}}`);
    expect(await schema.problemOf(event, signal)).toBe(
      'a[299999] must be a number, but is a string (at /a/299999) in event e',
    );
  });

  it('does not fall over depth', async () => {
    const deep = `${'['.repeat(9_000)}${']'.repeat(9_000)}`;
    const schema = schemaOf({ $defs: { t: { items: tree } }, properties: { payload: tree } });
    expect([null, 'event e is nested too deeply to be checked']).toContain(
      await schema.problemOf(eventOf(`{"event_id":"e","payload":${deep}}`), signal),
    );
  });
});

describe('the schema of v2.1', async () => {
  const set = await loadSchemaSet(loadConfig({}).schemas, lanes);
  const ruled = (text: string) =>
    namesInteraction(eventOf(text)) ? null : 'missing required field: interaction_id in event e';
  const checked = (text: string) => set.schemaOf('v2.1')!.problemOf(eventOf(text), signal);

  it.each(['{}', 'null', '[]', '"interaction_id"', '{"contactId":""}', '{"interactionId":null}'])(
    'has the text of the contract for payload %s',
    async (payload) => {
      const text = `{"event_id":"evt_1","payload":${payload}}`;
      expect(await checked(text)).toBe('missing required field: interaction_id in event evt_1');
    },
  );

  it('says what the rule of the contract says, whatever the payload', async () => {
    const name = fc.constantFrom(
      'interaction_id',
      'interactionId',
      'Contact-ID',
      'case',
      'other',
      '__proto__',
    );
    const member = fc.tuple(name, jsonText).map(([key, value]) => `${JSON.stringify(key)}:${value}`);
    const object = fc.array(member, { maxLength: 4 }).map((members) => `{${members.join()}}`);
    const nested = fc.tuple(name, object).map(([key, value]) => `{${JSON.stringify(key)}:${value}}`);
    await fc.assert(
      fc.asyncProperty(fc.oneof(object, nested, jsonText), async (payload) => {
        const text = `{"event_id":"e","payload":${payload}}`;
        expect(await checked(text)).toBe(ruled(text));
      }),
    );
  });
});
