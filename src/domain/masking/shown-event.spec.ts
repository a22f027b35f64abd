import { describe, expect, it } from 'vitest';
import { eventOf } from '../../../test/support/event-of.js';
import { pathsOf } from '../../../test/support/mask-paths.js';
import { inPlaceOf } from '../event/event.js';
import { toJsonText } from '../json/json-text.js';
import { Masking } from './masking.js';

const received = (rawBody?: string) => ({ contentType: null, remoteAddress: null, headers: {}, rawBody });
const of = (event: string, paths: string, raw?: string) =>
  new Masking(pathsOf(paths)).of({ event: eventOf(event), received: received(raw) });

describe('an event that is shown', () => {
  it('hides the copy of an id that a correction has changed where it is masked', () => {
    const arrived = eventOf('{"event_id":"e","payload":{"contact_id":"c-1","interaction_id":"c-1"}}');
    const text = '{"event_id":"e","payload":{"contact_id":"c-2","interaction_id":"c-1"}}';
    const event = inPlaceOf(arrived, toJsonText(text), '');
    const shown = new Masking(pathsOf('payload.contact_id')).of({ event, arrived, received: received() });
    expect(shown.event.text).toBe(
      '{"event_id":"e","payload":{"contact_id":"[masked]","interaction_id":"[masked]"}}',
    );
    const id = toJsonText('"c-1"');
    expect(shown.hidesAsMuch(id, '/payload/interaction_id', '/payload/x')).toBe(false);
    expect(shown.hides(id, '/payload/interaction_id')).toBe(true);
    expect(shown.hides(toJsonText('1'), '/payload/n')).toBe(false);
  });

  it('stays masked where a correction gives it another shape', () => {
    // Without a payload, the members beside the ids are the payload.
    const arrived = eventOf('{"event_id":"e","secret":"sesame"}');
    const event = inPlaceOf(arrived, toJsonText('{"event_id":"e","secret":"sesame","payload":{"n":1}}'), '');
    const shown = new Masking(pathsOf('payload.secret')).of({ event, arrived, received: received() });
    expect(shown.event.text).toBe('{"event_id":"e","secret":"[masked]","payload":{"n":1}}');
  });

  it.each([
    [
      '{"event_id":"e","data":{"p":1.10,"q":2.0}}',
      'payload.p',
      '{"event_id":"e","data":{"p":"[masked]","q":2.0}}',
    ],
    [
      '{"event_id":"e","payload":{"a":{"Phone_Number":"1"}}}',
      'payload..phoneNumber',
      '{"event_id":"e","payload":{"a":{"Phone_Number":"[masked]"}}}',
    ],
    ['{"event_id":"e","payload":null}', 'payload', '{"event_id":"e","payload":"[masked]"}'],
    ['{"event_id":7,"payload":{}}', 'event_id', '{"event_id":"[masked]","payload":{}}'],
    // Normalising copies ids: the copy goes with the original, whichever is named.
    [
      '{"tenant_id":"t9","event_id":"e","payload":{"brand":{"tenantId":"t9"},"a":"t9"}}',
      'payload.brand',
      '{"tenant_id":"[masked]","event_id":"e","payload":{"brand":"[masked]","a":"t9"}}',
    ],
    [
      '{"event_id":"e","payload":{"contactId":"c","interaction_id":"c"}}',
      'payload.contactId',
      '{"event_id":"e","payload":{"contactId":"[masked]","interaction_id":"[masked]"}}',
    ],
    [
      '{"tenant_id":"t","event_id":"e","payload":{"tenantId":"t"}}',
      'tenant_id',
      '{"tenant_id":"[masked]","event_id":"e","payload":{"tenantId":"[masked]"}}',
    ],
  ])('%s without %s', (event, paths, shown) => {
    expect(of(event, paths).event.text).toBe(shown);
  });

  it('has masked ids where a path names them', () => {
    const { event } = of(
      '{"event_id":"e","tenant_id":"t","schema_version":"v9","payload":{"x":1}}',
      'event_id,schema_version,payload.x',
    );
    expect(event).toMatchObject({
      eventId: '[masked]',
      tenantId: 't',
      schemaVersion: '[masked]',
      payload: '{"x":"[masked]"}',
    });
    expect(
      new Masking(pathsOf('payload.id')).eventIdOf(eventOf('{"event_id":"e","payload":{"id":"e"}}')),
    ).toBe('[masked]');
    expect(new Masking(pathsOf('payload.a')).eventIdOf(eventOf('{"event_id":"e","payload":{"a":"e"}}'))).toBe(
      'e',
    );
  });

  it('is searched anywhere, where nobody knows its shape', () => {
    const id = `sha256-${'a'.repeat(64)}`;
    const shown = of(
      `{"event_id":"${id}","payload":[{"data":{"pin":1},"pin":2},{"x":{"pin":3}}]}`,
      'payload.pin',
    );
    expect(shown.event.text).toContain(
      '[{"data":{"pin":"[masked]"},"pin":"[masked]"},{"x":{"pin":"[masked]"}}]',
    );
  });
});

describe('a flat event, which has no payload', () => {
  it.each([
    ['payload.pin', '{"event_id":"e","tenant_id":"t","pin":"[masked]","a":{"pin":2}}'],
    ['payload..pin', '{"event_id":"e","tenant_id":"t","pin":"[masked]","a":{"pin":"[masked]"}}'],
    ['payload.*', '{"event_id":"e","tenant_id":"t","pin":"[masked]","a":"[masked]"}'],
    ['payload', '{"event_id":"e","tenant_id":"t","pin":"[masked]","a":"[masked]"}'],
  ])('is its own payload for %s', (paths, shown) => {
    expect(of('{"event_id":"e","tenant_id":"t","pin":1,"a":{"pin":2}}', paths).event.text).toBe(shown);
  });
});

describe('what is said of an event', () => {
  const event = '{"event_id":"e","payload":{"customer":{"name":"Ada L","pin":123,"vip":true},"id":5}}';
  const shown = of(event, 'payload.customer.*', 'tel=0100&payload={"customer":{"name":"Raw"}}');

  it('loses masked values in errors, and those of the body that arrived', () => {
    expect(shown.text('"Ada L" and ADA L, "123" and 123')).toBe(
      '"[masked]" and [masked], "[masked]" and 123',
    );
  });

  it('loses what stands at the paths in a target’s answer, whatever it is there', () => {
    expect(shown.answer('{"echo":{"customer":{"pin":9}},"says":"ada l"}')).toBe(
      '{"echo":{"customer":{"pin":"[masked]"}},"says":"[masked]"}',
    );
    expect(shown.answer('{ "ok" : 1 }')).toBe('{ "ok" : 1 }');
  });

  it('loses values that an upcaster put elsewhere', () => {
    const upcast = toJsonText(
      '{"event_id":"e","payload":{"who":"Mr Ada L","Ada L":[1],"customer":{"x":7},"n":123}}',
    );
    expect(shown.derived(upcast)).toBe(
      '{"event_id":"e","payload":{"who":"Mr [masked]","[masked]":[1],"customer":{"x":"[masked]"},"n":123}}',
    );
  });

  it.each([
    [
      '{"eventId":"e","data":{"pin":123,"x":1}}',
      'payload.pin',
      '{"eventId":"e","data":{"pin":"[masked]","x":1}}',
    ],
    ['\ufeff[{"pin":1}]', 'payload.pin', '[{"pin":"[masked]"}]'],
    ['{"payload":"{\\"pin\\": 1}"}', 'payload.pin', '{"payload":"{\\"pin\\":\\"[masked]\\"}"}'],
    ['pin=1&x=%2B1', 'payload.pin', 'pin=[masked]&x=%2B1'],
    ['p%69n=1&x=2', 'payload.pin', 'p%69n=[masked]&x=2'],
    ['payload=%7B%22pin%22%3A1%7D&x=2', 'payload.pin', 'payload=%7B%22pin%22%3A%22%5Bmasked%5D%22%7D&x=2'],
    ['payload={"pin":1,"a":"b&c"}', 'payload.pin', 'payload={"pin":"[masked]","a":"b&c"}'],
    ['%7B%22pin%22%3A1%7D=', 'payload.pin', '%7B%22pin%22%3A%22%5Bmasked%5D%22%7D'],
    ['%7B%22pin%22%3A1%7D=&x=1', 'payload.pin', '%7B%22pin%22%3A%22%5Bmasked%5D%22%7D&x=1'],
    ['no JSON at all', 'payload.pin', '[masked]'],
    ['{"eventId":"e","any":"thing"}', 'payload.*', '[masked]'],
  ])('the body %j without %s is %j', (raw, paths, masked) => {
    expect(of('{"event_id":"e"}', paths, raw).rawBody(raw)).toBe(masked);
  });
});

describe('a record that is shown', () => {
  it('keeps what the service wrote, and loses masked values in all else, unknown members included', () => {
    const text = toJsonText(
      `{"original_event":{"event_id":"e","payload":{"pin":"4711","a":1.10}},"error":"retry 1 failed: 4711",
      "trace_id":"DLQ-4711","schema_version":"v","retry_count":4711,"attempts":[{"at":"4711","error":"no 4711",
      "response":{"status":4711,"body":"{\\"pin\\":9}"},"by":"4711"}],"received":{"headers":{"x-request-id":"4711"},
      "raw_body":"pin=4711"},"edits":[{"patch":[{"value":"4711"}]}],"x":{"payload":{"pin":1},"y":4711,"4711":1.0}}`,
    );
    const event = eventOf('{"event_id":"e","payload":{"pin":"4711","a":1.10}}');
    const letter = { event, received: received('pin=4711') };
    expect(new Masking(pathsOf('payload.pin')).record(text, letter)).toBe(
      '{"original_event":{"event_id":"e","payload":{"pin":"[masked]","a":1.10}},"error":"retry 1 failed: [masked]",' +
        '"trace_id":"DLQ-4711","schema_version":"v","retry_count":4711,"attempts":[{"at":"4711","error":"no [masked]",' +
        '"response":{"status":4711,"body":"{\\"pin\\":\\"[masked]\\"}"},"by":"4711"}],"received":{"headers":{"x-request-id":"[masked]"},' +
        '"raw_body":"pin=[masked]"},"edits":[{"patch":[{"value":"[masked]"}]}],"x":{"payload":{"pin":"[masked]"},"y":"[masked]","[masked]":1.0}}',
    );
    expect(new Masking([]).record(text, letter)).toBe(text);
  });
});
