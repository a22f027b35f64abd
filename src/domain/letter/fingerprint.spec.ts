import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventOf } from '../../../test/support/event-of.js';
import { fingerprintOf } from './fingerprint.js';

const print = (
  reason: string,
  known: string[] = [],
  code = 'upstream_error',
  target: string | null = null,
) => {
  const [event_id = 'e', tenant_id = 't'] = known;
  const event = eventOf(JSON.stringify({ event_id, tenant_id, payload: {} }));
  return fingerprintOf({ code, reason, target }, event);
};

describe('the fingerprint', () => {
  it.each([
    ['missing field in event evt_1', 'missing field in event evt_2'],
    ['no customer "Ann"', 'no customer "Bob Smith"'],
    ['took 15 ms', 'took 1893 ms'],
    ["can't find 'Ann'", "can't find 'Bob'"],
    ['connect ECONNREFUSED 10.0.0.1:80', 'connect ECONNREFUSED [2001:db8::1]:8080'],
    ['no answer of crm.example.com:443', 'no answer of crm.example.com:8443'],
    ['mail to ann@example.com bounced', 'mail to bob@example.org bounced'],
    ['expired on Wed, 23 Oct 2024 14:00:00 GMT', 'expired on Fri, 01 Nov 2024 09:30:00 GMT'],
    ['item 1 of payload.items[1] is odd', 'item 2 of payload.items[20] is odd'],
    ['the query returned 100 rows', 'the query returned 250 rows'],
    ['{"message":"no contact \\"Ann\\""}', '{"message":"no contact \\"Bob\\""}'],
    ['cut off in "some', 'cut off in "another'],
    [
      'order 3f2504e0-4f89-11d3-9a0c-0305e82c3301 unknown',
      'order 9a0c04e0-4f89-11d3-9a0c-0305e82c3302 unknown',
    ],
  ])('groups %j with %j', (a, b) => expect(print(a)).toBe(print(b)));

  it.each([
    ['missing required field: interaction_id', 'missing required field: contact_id'],
    ['HTTP 500', 'HTTP 503'],
    ['Request failed with status code 500', 'Request failed with status code 502'],
    ['got 404 Not Found', 'got 410 Gone'],
    ['{"statusCode":404}', '{"statusCode":409}'],
    ["must have required property 'caseId'", "must have required property 'queueId'"],
    ['payload.address1 must be text', 'payload.address2 must be text'],
    ['null value in column "a"', 'null value in column "b"'],
    ['{"errorCode":"DUPLICATE_VALUE"}', '{"errorCode":"REQUIRED_FIELD_MISSING"}'],
    ['invalid_client: AADSTS7000215', 'invalid_client: AADSTS7000222'],
    ['no answer of crm.example.com', 'no answer of erp.example.com'],
    ['connection refused', 'connection reset'],
  ])('keeps %j apart from %j', (a, b) => expect(print(a)).not.toBe(print(b)));

  it("masks the event's own ids, even without digits", () => {
    expect(print('no event alpha', ['alpha'])).toBe(print('no event beta', ['beta']));
  });

  it("masks the event's own ids as words alone", () => {
    const of = (id: string) => print(`missing required field: interaction_id in event ${id}`, [id]);
    expect(of('int')).toBe(of('zz'));
    expect(of('e')).toBe(of('evt_1'));
  });

  it('is quick for the longest reason that an event can cause', () => {
    const long = `a"${'b'.repeat(1_000_000)}`;
    const [one, other] = [long, `${long}c`].map((id) => print(`no processor for "${id}" of ${id}`, [id]));
    expect(one).toBe(other);
    expect(print(`${'b'.repeat(1_000_000)} 1`)).toBe(print(`${'b'.repeat(1_000_000)} 2`));
  });

  it('looks at the beginning alone of texts that are made to be slow', () => {
    const parts = ["'a", '"a\\', 'a.', 'a@', '/payload/', '[1]', 'Jan 1', 'id=', '\\"', 'e', '(=', 'x:'];
    for (const part of parts) {
      const prints = ['', '!', '"', "'"].map((end) => print(part.repeat(100_000) + end));
      expect(new Set(prints).size).toBe(1);
    }
  });

  it('keeps targets apart', () => {
    const [crm, erp] = ['crm', 'erp'].map((target) => print('x', [], 'upstream_error', target));
    expect(crm).not.toBe(erp);
  });

  it('is the same whatever other failures of the event were asked about before', () => {
    const text = fc.constantFrom('no event e', 'no event "e"', 'no event ? of t', '');
    const failed = fc.record({
      code: fc.constantFrom('upstream_error', 'upstream_timeout'),
      reason: text,
      target: fc.option(fc.constantFrom('crm', 'erp', '')),
    });
    const fresh = () => eventOf(JSON.stringify({ event_id: 'e', tenant_id: 't', payload: {} }));
    fc.assert(
      fc.property(fc.array(failed, { maxLength: 8 }), (failures) => {
        const event = fresh();
        const asked = failures.map((failure) => fingerprintOf(failure, event));
        expect(asked).toEqual(failures.map((failure) => fingerprintOf(failure, fresh())));
      }),
    );
  });

  it('keeps codes apart', () => {
    expect(print('x', [], 'upstream_error')).not.toBe(print('x', [], 'upstream_timeout'));
  });
});
