import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventOf } from '../../../test/support/event-of.js';
import { isEventTime } from './member-names.js';

const sha = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32);
const idOf = (text: string) => eventOf(text).identity;

/** Members of an event as JSON text, written by hand so that a name may stand twice. */
type Member = [name: string, value: string];
const write = (members: readonly Member[]) =>
  `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;

const value = fc.oneof(
  fc.constantFrom('null', '""', '"e"', '1', '1.0', '{}', '[]', '[["a","1"]]', '[["type","\\"x\\""]]'),
  fc.jsonValue({ maxDepth: 1 }).map((each) => JSON.stringify(each)),
);
const scalar = fc.constantFrom('null', '""', '"t"', '"u"', '1', '"1"', '1.0');
const id = fc.constantFrom('"e"', '"f"', '1', '"1"', '1.0');
const TIMES = ['timestamp', 'createdAt', 'eventTime', 'created_at', 'EventTime'];
const OTHERS = ['payload', 'type', 'a', 'b', 'source', '__proto__', 'Payload', 'data'];
const member: fc.Arbitrary<Member> = fc.oneof(
  fc.tuple(fc.constantFrom(...OTHERS), value),
  fc.tuple(fc.constantFrom('tenant_id', 'schema_version', ...TIMES), scalar),
);
const event = fc
  .tuple(fc.array(member, { maxLength: 4 }), id, fc.nat(4))
  .map(([members, eventId, at]) => members.toSpliced(at, 0, ['event_id', eventId]));

/** Everything but times: by name, since the order of members means nothing, those of one name in their order. */
const meaning = (members: readonly Member[]) =>
  JSON.stringify(
    members.filter(([name]) => !isEventTime(name)).toSorted(([a], [b]) => (a < b ? -1 : Number(a > b))),
  );

describe('the suffix of a trace id', () => {
  it.each([
    ['{"event_id":"e","tenant_id":"t","payload":{"n":1.10}}', '["t","e"]{"n":1.10}'],
    ['{"event_id":7,"payload":"p","timestamp":"1","schema_version":"v1"}', '[null,7]"p"'],
    ['{"event_id":"e"}', '[null,"e"]'],
    ['{"event_id":"e","payload":{},"type":"x"}', '[null,"e"]{}[["type","\\"x\\""]]'],
    [
      '{"z":1.0,"event_id":"e","payload":{},"a":{"k":[1, 2]},"createdAt":"2024","EventTime":5}',
      '[null,"e"]{}[["a","{\\"k\\":[1,2]}"],["z","1.0"]]',
    ],
  ])("is the contract's: %s", (text, hashed) => {
    expect(eventOf(text).suffix).toBe(sha(hashed));
  });

  it('takes an id as JSON.stringify writes it, however its sender wrote it', () => {
    const escaped = (text: string) =>
      `"${Array.from({ length: text.length }, (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')}"`;
    // Units of UTF-16, so that halves of characters are among them. UTF-8 has none: they come as escapes.
    const text = fc
      .array(fc.oneof(fc.nat(0xffff), fc.constantFrom(0x22, 0x5c, 0x7f, 0xd83d, 0xde00)), { minLength: 1 })
      .map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(text, (id) => {
        const written = JSON.stringify(id);
        const hashed = sha(`[null,${written}]`);
        for (const each of [written, escaped(id)]) {
          expect(eventOf(`{"event_id":${each}}`).suffix).toBe(hashed);
        }
      }),
    );
  });

  it("is the identity of an event that has the contract's members alone, as it was", () => {
    const { suffix, identity } = eventOf('{"event_id":"e","tenant_id":"t","timestamp":"1","payload":{}}');
    expect(identity).toBe(suffix);
  });
});

describe('the identity of an event', () => {
  it.each([
    ['another type', '{"event_id":"e","payload":{},"type":"a"}', '{"event_id":"e","payload":{},"type":"b"}'],
    ['one member more', '{"event_id":"e","payload":{}}', '{"event_id":"e","payload":{},"type":"b"}'],
    [
      'another schema version',
      '{"event_id":"e","schema_version":"1"}',
      '{"event_id":"e","schema_version":"2"}',
    ],
    ['an explicit version', '{"event_id":"e"}', '{"event_id":"e","schema_version":"v2.1"}'],
    ['a payload in the place of members', '{"event_id":"e","payload":[["a","1"]]}', '{"event_id":"e","a":1}'],
    ['an empty tenant', '{"event_id":"e","tenant_id":""}', '{"event_id":"e"}'],
    ['no payload', '{"event_id":"e","payload":null}', '{"event_id":"e"}'],
    ['a number for an id', '{"event_id":1}', '{"event_id":"1"}'],
    [
      'the first of two payloads',
      '{"event_id":1,"payload":1,"payload":3}',
      '{"event_id":1,"payload":2,"payload":3}',
    ],
  ])('differs with %s', (_what, a, b) => {
    expect(idOf(a)).not.toBe(idOf(b));
  });

  it.each(TIMES)('is the same where a redelivery changes %s', (name) => {
    const at = (time: string) =>
      idOf(`{"event_id":"e","type":"x","payload":{},"schema_version":"v1","${name}":${time}}`);
    expect(at('"2024-10-23"')).toBe(at('17'));
    expect(at('"2024-10-23"')).toBe(idOf('{"event_id":"e","type":"x","payload":{},"schema_version":"v1"}'));
  });

  it('is the same for two events only where they agree in everything but times', () => {
    fc.assert(
      fc.property(event, event, (a, b) => {
        expect(idOf(write(a)) === idOf(write(b))).toBe(meaning(a) === meaning(b));
      }),
      { numRuns: 5_000 },
    );
  });
});
