import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvent, type CxoneEvent } from './event.js';
import { toJsonText } from '../json/json-text.js';

function read(text: string): CxoneEvent {
  const reading = readEvent(toJsonText(text), 'v2.1');
  if ('problems' in reading) throw new Error(JSON.stringify(reading.problems));
  return reading.event;
}

function fieldsWrongIn(text: string): string[] {
  const reading = readEvent(toJsonText(text), 'v2.1');
  return 'problems' in reading ? reading.problems.map(({ field }) => field) : [];
}

describe('reading an event', () => {
  it('needs an event id and nothing else', () => {
    expect(read('{"event_id":"e"}')).toMatchObject({
      eventId: 'e',
      tenantId: null,
      payload: null,
      schemaVersion: 'v2.1',
    });
  });

  it('keeps every digit of a numeric id', () => {
    expect(read('{"event_id":12345678901234567890}').eventId).toBe('12345678901234567890');
  });

  it.each([
    ['{}', ['event_id']],
    ['{"event_id":""}', ['event_id']],
    ['{"event_id":null}', ['event_id']],
    ['{"event_id":{}}', ['event_id']],
    ['{"event_id":true}', ['event_id']],
    [
      '{"event_id":"e","tenant_id":[],"timestamp":{},"schema_version":false}',
      ['tenant_id', 'timestamp', 'schema_version'],
    ],
    ['[]', ['body']],
    ['"text"', ['body']],
    ['17', ['body']],
    ['null', ['body']],
  ])('says what is wrong with %s', (text, fields) => {
    expect(fieldsWrongIn(text)).toEqual(fields);
  });

  it("has the contract's identity", () => {
    const event = read('{"payload": {"b":1.10, "a":"x"}, "event_id":"evt_1","tenant_id":"t"}');
    const expected = createHash('sha256')
      .update('["t","evt_1"]{"b":1.10,"a":"x"}')
      .digest('hex')
      .slice(0, 32);
    expect(event.identity).toBe(expected);
  });

  it('has one identity for one tenant, id and payload, however spaced and escaped', () => {
    const a = read('{"event_id":"A\\u0042","tenant_id":"t","payload":{"x":1},"timestamp":"1"}');
    const b = read('{ "tenant_id":"t", "payload":{ "x" : 1 }, "event_id":"AB" }');
    expect(a.identity).toBe(b.identity);
  });

  it('never has one identity for two tenants, ids or payloads', () => {
    const part = fc.record({
      event_id: fc.string({ minLength: 1 }),
      tenant_id: fc.string(),
      payload: fc.jsonValue(),
    });
    fc.assert(
      fc.property(part, part, (a, b) => {
        const same =
          JSON.stringify([a.tenant_id, a.event_id, a.payload]) ===
          JSON.stringify([b.tenant_id, b.event_id, b.payload]);
        expect(read(JSON.stringify(a)).identity === read(JSON.stringify(b)).identity).toBe(same);
      }),
    );
  });
});
