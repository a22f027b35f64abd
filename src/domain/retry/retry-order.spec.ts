import { describe, expect, it } from 'vitest';
import { eventOf } from '../../../test/support/event-of.js';
import { orderKeyOf } from './retry-order.js';

const keyOf = (event: object, path = 'payload.contact_id') =>
  orderKeyOf(eventOf(JSON.stringify({ event_id: 'e', ...event })), {
    path: path.split('.'),
    parkedBlocks: true,
  });

describe('what an event is kept in order by', () => {
  it('is the value and the tenant', () => {
    const of = (tenant_id: string, contact_id: unknown) => keyOf({ tenant_id, payload: { contact_id } });
    expect(of('t', 'c')).toBe(of('t', 'c'));
    expect(of('t', 7)).toBe(of('t', '7'));
    const all = [of('t', 'c'), of('u', 'c'), of('t', 'd'), of('tc', ''), of('t', 'x'.repeat(1_000))];
    expect(new Set(all).size).toBe(all.length);
  });

  it('does not grow with the value', () => {
    expect(keyOf({ payload: { contact_id: 'x'.repeat(100_000) } })!.length).toBeLessThan(129);
  });

  it('may stand anywhere', () => {
    expect(keyOf({ payload: { case: { id: 'k' } } }, 'payload.case.id')).not.toBeNull();
    expect(keyOf({}, 'event_id')).not.toBeNull();
  });

  it.each([
    [{}],
    [{ payload: null }],
    [{ payload: 'contact_id' }],
    [{ payload: [{ contact_id: 'c' }] }],
    [{ payload: { contact_id: null } }],
    [{ payload: { contact_id: '' } }],
    [{ payload: { contact_id: { id: 'c' } } }],
  ])('is nothing in %j', (event) => {
    expect(keyOf(event)).toBeNull();
  });
});
