import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvent } from './event.js';
import { memberOf, toJsonText } from '../json/json-text.js';
import { normalise, type Normalisation, type Normalised } from './normalise.js';

const OPTIONS = { strict: false, defaultSchemaVersion: 'v2.1', maxEvents: 50 };

const read = (body: string | Uint8Array, options = OPTIONS): Normalisation =>
  normalise(typeof body === 'string' ? Buffer.from(body) : body, options);

const eventsOf = (reading: Normalisation): Normalised[] => (reading.kind === 'refused' ? [] : reading.events);

const ENVELOPE = [
  'event_id',
  'eventId',
  'id',
  'Id',
  'tenant_id',
  'tenantId',
  'BusNo',
  'timestamp',
  'createdAt',
];
const INSIDE = [
  'payload',
  'Payload',
  'data',
  'interaction_id',
  'interactionId',
  'contactId',
  'events',
  'case',
];
const OTHERS = ['brand', 'version', 'schema_version', 'schemaVersion', '__proto__', 'constructor', '', 'é'];
const NAME = fc.constantFrom(...ENVELOPE, ...INSIDE, ...OTHERS);

/** JSON in which the names that mean something are likely. */
const JSON_VALUE = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(fc.jsonValue({ maxDepth: 0 }), fc.constantFrom('', null, 'e', 1.5)),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc.dictionary(NAME, tie('value'), { maxKeys: 6 }),
}));

const json = JSON_VALUE.value;
const object = JSON_VALUE.object;
const structure = fc.oneof(object, fc.array(json, { maxLength: 4 }));
const MANY = { numRuns: 2_000 };

describe('normalising anything', () => {
  it('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        expect(['events', 'refused']).toContain(read(body).kind);
      }),
      MANY,
    );
  });

  it('never throws on a form of any text', () => {
    const piece = fc.constantFrom(
      'payload=',
      '%7B',
      '%5B',
      '%22',
      '%',
      '&',
      '=',
      '+',
      '{',
      '}',
      '[',
      '"a":1',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        expect(['events', 'refused']).toContain(read(pieces.join('')).kind);
      }),
      MANY,
    );
  });

  it('refuses scalars, and nothing else that is JSON', () => {
    fc.assert(
      fc.property(json, (value) => {
        const isStructure = typeof value === 'object' && value !== null;
        expect(read(JSON.stringify(value)).kind).toBe(isStructure ? 'events' : 'refused');
      }),
      MANY,
    );
  });

  it("makes the contract's shape, and does not change when that shape arrives again", () => {
    fc.assert(
      fc.property(structure, (value) => {
        for (const { event } of eventsOf(read(JSON.stringify(value)))) {
          expect(readEvent(event.text, 'v2.1')).toEqual({ event });
          const again = { kind: 'event', event, raw: null, idDerived: false };
          expect(eventsOf(read(event.text))).toEqual([again]);
        }
      }),
      MANY,
    );
  });

  it('leaves every event of the contract to the letter', () => {
    const id = fc.oneof(fc.string({ minLength: 1 }), fc.integer());
    const fields = {
      event_id: id,
      tenant_id: fc.oneof(id, fc.constant(null)),
      timestamp: fc.string(),
      schema_version: fc.string(),
      payload: json,
    };
    fc.assert(
      fc.property(fc.record(fields, { requiredKeys: ['event_id'] }), (value) => {
        const text = JSON.stringify(value);
        const asItIs = { kind: 'event', raw: null, idDerived: false, ...readEvent(toJsonText(text), 'v2.1') };
        expect(eventsOf(read(text))).toEqual([asItIs]);
      }),
    );
  });

  it('reads every body as readEvent does where it is strict', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = JSON.stringify(value, null, 1);
        const reading = readEvent(toJsonText(text), 'v2.1');
        const expected =
          'problems' in reading
            ? { kind: 'refused', code: 'not_an_event', ...reading }
            : { kind: 'events', events: [reading] };
        expect(read(text, { ...OPTIONS, strict: true })).toMatchObject(expected);
      }),
    );
  });

  it('is blind to white space and to the form of delivery', () => {
    fc.assert(
      fc.property(structure, fc.constantFrom(1, 2, '\t', '\r\n'), (value, indent) => {
        const events = (body: string) => eventsOf(read(body)).map(({ event }) => event);
        const plain = events(JSON.stringify(value));
        const spaced = JSON.stringify(value, null, indent);
        expect(events(spaced)).toEqual(plain);
        expect(events(`\ufeff${spaced}`)).toEqual(plain);
        expect(events(`payload=${encodeURIComponent(spaced)}`)).toEqual(plain);
      }),
    );
  });

  it('keeps every value that arrived, in the event or in the raw body', () => {
    fc.assert(
      fc.property(object, (value) => {
        const arrived = JSON.stringify(value);
        const reading = read(arrived);
        fc.pre(reading.kind === 'events' && !reading.batch);
        const [{ event, raw }] = eventsOf(reading) as [Normalised];
        const kept = raw ?? (holds(event.text, arrived) ? arrived : event.text);
        expect(kept).toBe(arrived);
      }),
      MANY,
    );
  });

  it('keeps the digits of ids of any length', () => {
    const digits = fc.stringMatching(/^[1-9][0-9]{0,40}$/);
    fc.assert(
      fc.property(digits, digits, digits, (id, tenant, contact) => {
        const [made] = eventsOf(read(`{"Id":${id},"BusNo":${tenant},"ContactId":${contact}}`));
        expect([made?.event.eventId, made?.event.tenantId]).toEqual([id, tenant]);
        expect(memberOf(made!.event.payload!, 'interaction_id')).toBe(contact);
      }),
    );
  });
});

/** Whether the event holds all of `arrived`: as its payload, or member by member, an interaction id aside. */
function holds(text: string, arrived: string): boolean {
  if (text === arrived) return true;
  const made = JSON.parse(text) as Record<string, unknown>;
  const own = JSON.parse(arrived) as Record<string, unknown>;
  const same = (a: unknown, b: unknown) => a === b || JSON.stringify(a) === JSON.stringify(b);
  const covers = (a: unknown, b: unknown) =>
    same(a, b) ||
    (isObject(a) && isObject(b) && Object.entries(b).every(([name, value]) => same(a[name], value)));
  if (!Object.hasOwn(own, 'payload')) return covers(made.payload, own);
  return Object.entries(own).every(([name, value]) =>
    name === 'payload' ? covers(made.payload, value) : same(made[name], value),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
