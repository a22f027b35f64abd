import { describe, expect, it } from 'vitest';
import { errorPlace } from './error-place.js';

const event = { event_id: 'e', payload: { amount: '1', items: [{ 'a b': 1 }], 'x/y': 2, customer: {} } };

describe('errorPlace', () => {
  it.each([
    [
      'payload.amount must be a number, but is a string (at /payload/amount) in event e',
      '/payload/amount',
      null,
    ],
    ['retry 2 failed: /payload/amount must be a number', '/payload/amount', null],
    ['payload["x/y"] must be a string, but is a number (at /payload/x~1y) in event e', '/payload/x~1y', null],
    ['missing required field: interaction_id in event e', '/payload', 'interaction_id'],
    ['missing required field: payload.customer.id in event e', '/payload/customer', 'id'],
    ['missing required field: event_type in event e', '', 'event_type'],
    ['payload.items[0]["a b"] is not allowed in event e', '/payload/items/0/a b', null],
  ])('%s', (error, pointer, missing) => expect(errorPlace(error, event)).toEqual({ pointer, missing }));

  it.each(['crm answered HTTP 503', '/payload/gone must be a number', 'no schema takes version v9'])(
    'has none for: %s',
    (error) => expect(errorPlace(error, event)).toBeNull(),
  );
});
