import { describe, expect, it } from 'vitest';
import type { JsonText } from '../json/json-text.js';
import { interactionIdOf } from './interaction-id.js';

const of = (payload: string | null) => interactionIdOf({ payload: payload as JsonText | null });

describe('the interaction of an event', () => {
  it.each([
    ['{"interaction_id":"int_1"}', 'int_1'],
    ['{"contactId":123456789012345678901}', '123456789012345678901'],
    ['{"case":{"interactionId":"i\\u00e9"}}', 'ié'],
    ['{"interaction_id":""}', null],
    ['"text"', null],
    ['{}', null],
    [null, null],
  ])('in %s is %s', (payload, id) => expect(of(payload)).toBe(id));
});
