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
    [
      'order 3f2504e0-4f89-11d3-9a0c-0305e82c3301 unknown',
      'order 9a0c04e0-4f89-11d3-9a0c-0305e82c3302 unknown',
    ],
  ])('groups %j with %j', (a, b) => expect(print(a)).toBe(print(b)));

  it.each([
    ['missing required field: interaction_id', 'missing required field: contact_id'],
    ['HTTP 500', 'HTTP 503'],
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

  it('keeps targets apart', () => {
    const [crm, erp] = ['crm', 'erp'].map((target) => print('x', [], 'upstream_error', target));
    expect(crm).not.toBe(erp);
  });

  it('keeps codes apart', () => {
    expect(print('x', [], 'upstream_error')).not.toBe(print('x', [], 'upstream_timeout'));
  });
});
