import { describe, expect, it } from 'vitest';
import type { JsonText } from '../json/json-text.js';
import { changedEvent, storedEvent } from './event.js';
import { noted } from './noted.js';

const event = (id: string) => storedEvent(`{"event_id":"${id}"}` as JsonText, 'v1');

describe('what is found out about an event', () => {
  it.each(['type', null])('is asked once for each event, in whatever order they come: %j', (said) => {
    const asked: object[] = [];
    const typeOf = noted('type', (of: object) => {
      asked.push(of);
      return said;
    });
    const [one, other] = [event('1'), event('1')];
    expect([one, other, one, other].map(typeOf)).toEqual([said, said, said, said]);
    expect(asked).toEqual([one, other]);
    expect(one).toEqual(event('1'));
  });

  it('is asked again of an event that differs, and of a copy', () => {
    const idOf = noted('interactionId', (of: { schemaVersion: string }) => of.schemaVersion);
    const one = event('1');
    expect(
      [one, changedEvent(one, { schemaVersion: 'v2' }), { ...one, schemaVersion: 'v3' }].map(idOf),
    ).toEqual(['v1', 'v2', 'v3']);
  });

  it('is not kept where the question fails', () => {
    const answers = [new Error('not known'), 'a'];
    const typeOf = noted('type', () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer ?? null;
    });
    const one = event('1');
    expect(() => typeOf(one)).toThrow('not known');
    expect(typeOf(one)).toBe('a');
  });
});
