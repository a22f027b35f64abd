import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventOf } from '../../../test/support/event-of.js';
import { jsonText } from '../../../test/support/json-text-arbitrary.js';
import { loadConfig } from '../../config/config.js';
import { namesInteraction } from '../../domain/event-aliases.js';
import { EventSchema } from './event-schema.js';
import { loadSchemaSet } from './load-schema-set.js';

function problem(schema: object, payload: string, checkTimeoutMs = 1_000): string | null {
  const payloadSchema = { type: 'object', properties: { payload: schema } };
  const compiled = new EventSchema('v', new Map([['v', payloadSchema]]), checkTimeoutMs);
  return compiled.problemOf(eventOf(`{"event_id":"evt_1","payload":${payload}}`));
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
  ])('%j takes %s: %s', (schema, payload, sentence) => {
    expect(problem(schema, payload)).toBe(sentence);
  });

  it('cuts off a pattern without end', () => {
    expect(problem({ pattern: '^(a+)+$' }, `"${'a'.repeat(50)}b"`, 50)).toBe(
      'v takes longer than 50 ms to check event evt_1',
    );
  });

  it('does not fall over depth', () => {
    const deep = `${'['.repeat(9_000)}${']'.repeat(9_000)}`;
    const tree = { $defs: { t: { items: { $ref: '#/$defs/t' } } }, $ref: '#/$defs/t' };
    const schema = new EventSchema(
      'v',
      new Map([['v', { ...tree, properties: { payload: { $ref: '#/$defs/t' } } }]]),
      100,
    );
    expect([null, 'event e is nested too deeply to be checked']).toContain(
      schema.problemOf(eventOf(`{"event_id":"e","payload":${deep}}`)),
    );
  });
});

describe('the schema of v2.1', async () => {
  const set = await loadSchemaSet(loadConfig({}).schemas);
  const ruled = (text: string) =>
    namesInteraction(eventOf(text).payload) ? null : 'missing required field: interaction_id in event e';
  const checked = (text: string) => set.schemaOf('v2.1')!.problemOf(eventOf(text));

  it.each(['{}', 'null', '[]', '"interaction_id"', '{"contactId":""}', '{"interactionId":null}'])(
    'has the text of the contract for payload %s',
    (payload) => {
      const text = `{"event_id":"evt_1","payload":${payload}}`;
      expect(checked(text)).toBe('missing required field: interaction_id in event evt_1');
    },
  );

  it('says what the rule of the contract says, whatever the payload', () => {
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
    fc.assert(
      fc.property(fc.oneof(object, nested, jsonText), (payload) => {
        const text = `{"event_id":"e","payload":${payload}}`;
        expect(checked(text)).toBe(ruled(text));
      }),
    );
  });
});
