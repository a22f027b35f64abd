import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readEvent } from './event.js';
import { MAX_FORM_FIELDS } from './form.js';
import { memberOf, toJsonText } from '../json/json-text.js';
import {
  MAX_ENVELOPE_LENGTH,
  MAX_REPEATED_LENGTH,
  normalise,
  type Normalisation,
  type Normalised,
  type NormaliseOptions,
} from './normalise.js';

const OPTIONS: NormaliseOptions = { strict: false, defaultSchemaVersion: 'v2.1', maxEvents: 50 };

const read = (body: string | Uint8Array, options = OPTIONS): Normalisation =>
  normalise(typeof body === 'string' ? Buffer.from(body) : body, options);

function eventsOf(reading: Normalisation): Normalised[] {
  if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.problems));
  return reading.events;
}

function only(body: string): Normalised {
  const events = eventsOf(read(body));
  expect(events).toHaveLength(1);
  return events[0]!;
}

const textOf = (body: string) => only(body).event.text;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('normalising one event', () => {
  it.each([
    '{"event_id":"e","tenant_id":"t","timestamp":"1","payload":{"interaction_id":"i"},"schema_version":"v1"}',
    '{"event_id":90071992547409931234,"payload":{"n":1.10,"z":-0,"\\u0061":"\\/"}}',
    '{"event_id":"e"}',
    '{"event_id":"e","tenant_id":null,"tenantId":"other","payload":null,"data":{}}',
    '{"event_id":"e","payload":{"interactionId":"i","eventId":"x"},"id":7,"version":"v9","type":"x"}',
    '{"event_id":"e","interaction_id":"i"}',
    '{"event_id":"e","payload":{},"events":[{"event_id":"f"}]}',
    '{"event_id":"twice","payload":{"a":1,"a":2},"__proto__":5,"constructor":{}}',
  ])("leaves the contract's shape to the letter: %s", (text) => {
    expect(read(text)).toEqual({
      kind: 'events',
      batch: false,
      events: [{ kind: 'event', raw: null, idDerived: false, ...readEvent(toJsonText(text), 'v2.1') }],
    });
  });

  it.each([
    ['{"eventId":"e","payload":{}}', 'event_id', '"e"'],
    ['{"EventId":7,"payload":{}}', 'event_id', '7'],
    ['{"id":12345678901234567890,"payload":{}}', 'event_id', '12345678901234567890'],
    ['{"event_id":"","id":"e","payload":{}}', 'event_id', '"e"'],
    ['{"event_id":"e","tenantId":"t","payload":{}}', 'tenant_id', '"t"'],
    ['{"event_id":"e","BusNo":4597001,"payload":{}}', 'tenant_id', '4597001'],
    ['{"event_id":"e","businessUnitId":"b","payload":{}}', 'tenant_id', '"b"'],
    ['{"event_id":"e","data":{"brand":{"tenantId":"t"}}}', 'tenant_id', '"t"'],
    ['{"event_id":"e","createdAt":"now","payload":{}}', 'timestamp', '"now"'],
    ['{"event_id":"e","EventTime":17.50,"payload":{}}', 'timestamp', '17.50'],
    ['{"event_id":"e","schemaVersion":"v3","payload":{}}', 'schema_version', '"v3"'],
    ['{"eventId":"e","version":2,"payload":{}}', 'schema_version', '2'],
    ['{"event_id":"e","data":[1.0]}', 'payload', '[1.0]'],
    ['{"event_id":"e","Payload":"text"}', 'payload', '"text"'],
  ])('finds in %s the %s', (body, field, value) => {
    expect(memberOf(textOf(body), field)).toBe(value);
  });

  it.each([
    ['{"eventId":"e","payload":{"interactionId":"i","x":1}}', '"i"'],
    ['{"event_id":"e","data":{"contactId":400000000123456789}}', '400000000123456789'],
    ['{"event_id":"e","data":{"case":{"interactionId":"i"}}}', '"i"'],
    ['{"event_id":"e","data":{"x":1},"interactionId":"i"}', '"i"'],
    ['{"event_id":"e","interactionId":"i"}', '"i"'],
    ['{"InteractionId":"i","contactId":1}', '"i"'],
    ['{"eventId":"e","payload":{"interaction_id":null,"contactId":1}}', '1'],
  ])('gives the payload of %s its interaction id', (body, id) => {
    expect(memberOf(memberOf(textOf(body), 'payload')!, 'interaction_id')).toBe(id);
  });

  it('puts its own fields first, and keeps what arrived to the letter', () => {
    expect(
      only('{ "eventId":"e", "caf\\u00e9":1.0, "payload":{"contactId":5,"\\u0078":"\\/"} }'),
    ).toMatchObject({
      raw: null,
      event: {
        text:
          '{"event_id":"e","payload":{"interaction_id":5,"contactId":5,"\\u0078":"\\/"},' +
          '"eventId":"e","caf\\u00e9":1.0}',
      },
    });
  });

  it('makes a flat object the payload', () => {
    const flat = '{"interactionId":"i","timestamp":"t","agentId":1}';
    expect(only(flat)).toMatchObject({
      raw: null,
      idDerived: true,
      event: {
        text:
          `{"event_id":"sha256-${sha256(flat)}","timestamp":"t",` +
          '"payload":{"interaction_id":"i","interactionId":"i","timestamp":"t","agentId":1}}',
      },
    });
  });

  it.each([
    '{"event_id":"e","data":{"interaction_id":"i"}}',
    '{"event_id":null,"eventId":"e","payload":{}}',
    '{"eventId":"e","payload":{"interaction_id":null,"contactId":1}}',
    '{"eventId":"e","payload":1,"payload":2}',
    '{"interaction_id":"","contactId":5}',
    'payload={"eventId":"e","payload":{}}&token=made-up'.replaceAll('"', '%22'),
  ])('keeps the body where the event does not hold all of it: %s', (body) => {
    expect(only(body)).toMatchObject({ kind: 'event', raw: body });
  });

  it.each([
    ['{}', 'event_id'],
    ['{"foo":1}', 'event_id'],
    ['{"event_id":{},"payload":{}}', 'event_id'],
    ['{"eventId":"e","tenant_id":[],"payload":{}}', 'tenant_id'],
    ['{"event_id":"e","timestamp":{}}', 'timestamp'],
    ['[]', 'body'],
    ['[1,[{"event_id":"e"}]]', 'body'],
    ['{"events":[]}', 'event_id'],
  ])('keeps %s as what it does not recognise', (body, field) => {
    expect(only(body)).toMatchObject({
      kind: 'unrecognised',
      raw: body,
      event: { text: `{"event_id":"sha256-${sha256(body)}","payload":${body}}`, payload: body },
      problems: [{ field, expected: expect.any(String) }],
    });
  });

  it.each([
    ['', 'invalid_json'],
    ['{"event_id":', 'invalid_json'],
    ['payload=', 'invalid_json'],
    ['payload=17', 'invalid_json'],
    ['payload=%7B%ZZ', 'invalid_json'],
    ['other=%7B%22event_id%22%3A1%7D', 'invalid_json'],
    ['17', 'not_an_event'],
    ['"text"', 'not_an_event'],
    ['null', 'not_an_event'],
  ])('refuses %j as %s', (body, code) => {
    expect(read(body)).toMatchObject({ kind: 'refused', code, problems: [{ field: 'body' }] });
  });

  it.each([false, true])('names the limit to a form of too many fields, said to be one: %s', (saidForm) => {
    const form = (fields: number) => `payload=%7B%22event_id%22%3A1%7D${'&x=1'.repeat(fields - 1)}`;
    const reading = (fields: number) => read(form(fields), { ...OPTIONS, saidForm });
    expect(reading(MAX_FORM_FIELDS)).toMatchObject({ kind: 'events' });
    expect(reading(MAX_FORM_FIELDS + 1)).toEqual({
      kind: 'refused',
      code: 'invalid_json',
      detail: 'The form has too many fields.',
      problems: [{ field: 'body', expected: 'a form of at most 1000 fields' }],
    });
  });

  it('keeps the byte order mark of an unrecognised body', () => {
    expect(only('\ufeff{ }')).toMatchObject({
      kind: 'unrecognised',
      raw: '\ufeff{ }',
      event: { payload: '{}' },
    });
  });

  it('keeps a long body that it does not recognise once, where the payload holds all of it', () => {
    const body = `["${'x'.repeat(MAX_REPEATED_LENGTH)}"]`;
    expect(only(body)).toMatchObject({ kind: 'unrecognised', raw: null, event: { payload: body } });
    expect(only(` ${body}`)).toMatchObject({
      kind: 'unrecognised',
      raw: ` ${body}`,
      event: { payload: body },
    });
    expect(only('[1]')).toMatchObject({ kind: 'unrecognised', raw: '[1]' });
  });

  it('refuses bytes that are not UTF-8', () => {
    const body = Buffer.concat([Buffer.from('{"event_id":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    expect(read(body)).toMatchObject({ kind: 'refused', code: 'invalid_json' });
  });

  it.each([
    'payload={"event_id":"e","payload":{"a":"1+1=2&50%"}}',
    '%7B%22event_id%22%3A%22e%22%2C+%22payload%22%3A%7B%22a%22%3A%221%2B1%3D2%2650%25%22%7D%7D',
    'event=%7B%22event_id%22%3A%22e%22%2C%22payload%22%3A%7B%22a%22%3A%221%2B1%3D2%2650%25%22%7D%7D',
  ])('takes an event out of a form: %s', (body) => {
    expect(textOf(body)).toBe('{"event_id":"e","payload":{"a":"1+1=2&50%"}}');
  });
});

describe('normalising a batch', () => {
  it('reads each event for itself, in order', () => {
    const bodies = ['{"event_id":1,"payload":1.0}', '{"event_id":{}}', '{"eventId":2}', '17', '[]'];
    for (const body of [`[${bodies.join(',\n')}]`, `{"Events":[${bodies.join(', ')}]}`]) {
      const reading = read(body);
      expect(reading).toMatchObject({ batch: true });
      expect(eventsOf(reading).map(({ kind, event }) => [kind, event.payload])).toEqual([
        ['event', '1.0'],
        ['unrecognised', '{"event_id":{}}'],
        ['event', '{"eventId":2}'],
        ['unrecognised', '17'],
        ['unrecognised', '[]'],
      ]);
    }
  });

  it('keeps with each event what the batch says of all', () => {
    const events = eventsOf(read('{"batch":7,"events":[{"event_id":1}, {"event_id":2}]}'));
    expect(events.map(({ raw }) => raw)).toEqual([
      '{"batch":7,"events":[{"event_id":1}]}',
      '{"batch":7,"events":[{"event_id":2}]}',
    ]);
  });

  it.each([
    ['more events than allowed', `[${'{"event_id":1},'.repeat(50)}{"event_id":1}]`, 'at most 50 events'],
    [
      'much beside its events',
      `{"x":"${'x'.repeat(MAX_ENVELOPE_LENGTH)}","events":[{"event_id":1}]}`,
      `at most ${MAX_ENVELOPE_LENGTH} characters beside the events of a batch`,
    ],
  ])('keeps a batch whole that has %s', (_what, body, expected) => {
    expect(only(body)).toMatchObject({
      kind: 'unrecognised',
      raw: body,
      problems: [{ field: 'body', expected }],
    });
  });
});

describe('STRICT_EVENTS', () => {
  const strict = { ...OPTIONS, strict: true };

  it("accepts the contract's shape alone, and says what is expected", () => {
    const text = '{"event_id":"e","tenantId":"t","data":{}}';
    expect(eventsOf(read(text, strict)).map(({ event }) => event.text)).toEqual([text]);
    for (const body of ['{"eventId":"e"}', '[{"event_id":"e"}]', '{"events":[{"event_id":"e"}]}', '{}']) {
      expect(read(body, strict)).toMatchObject({ kind: 'refused', code: 'not_an_event' });
    }
    expect(read('payload=%7B%22event_id%22%3A1%7D', strict)).toMatchObject({ code: 'invalid_json' });
  });
});
