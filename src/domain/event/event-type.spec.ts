import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventOf } from '../../../test/support/event-of.js';
import { jsonText } from '../../../test/support/json-text-arbitrary.js';
import { eventTypeOf } from './event-type.js';

describe('the type of an event', () => {
  it.each([
    ['{"event_id":"e","event_type":"A"}', 'A'],
    ['{"event_id":"e","eventType":"CaseStatusChanged","eventObject":"Case"}', 'CaseStatusChanged'],
    ['{"event_id":"e","Type":"A"}', 'A'],
    ['{"event_id":"e","event":"interaction.created"}', 'interaction.created'],
    ['{"event_id":"e","type":"routing","event_type":"A"}', 'A'],
    ['{"event_id":"e","event":"B","type":"A"}', 'A'],
    ['{"event_id":"e","type":"envelope","payload":{"event_type":"payload"}}', 'envelope'],
    ['{"event_id":"e","payload":{"event-type":"payload"}}', 'payload'],
    ['{"event_id":"e","event":{"id":1},"payload":{"type":"A"}}', 'A'],
    ['{"event_id":"e","type":7,"payload":["A"]}', null],
    ['{"event_id":"e","event_type":"","type":null}', null],
    ['{"event_id":"e","type":"\\u0041\\n"}', 'A\n'],
    ['{"event_id":"e"}', null],
  ])('of %s is %j', (text, type) => {
    expect(eventTypeOf(eventOf(text))).toBe(type);
  });

  it('is a text or nothing, whatever the payload and the fields hold', () => {
    fc.assert(
      fc.property(jsonText, jsonText, (type, payload) => {
        const found = eventTypeOf(eventOf(`{"event_id":"e","type":${type},"payload":${payload}}`));
        const value = JSON.parse(type) as unknown;
        const isName = typeof value === 'string' && value !== '';
        expect(isName ? found === value : found === null || typeof found === 'string').toBe(true);
      }),
    );
  });
});
