import { describe, expect, it } from 'vitest';
import { letterOf } from '../../../test/support/dead-letters.js';
import { eventOf } from '../../../test/support/event-of.js';
import { failureOfNoEvent } from './unrecognised.js';

const SPAM = { subject: 'buy now' };

describe('a dead letter that holds no event', () => {
  const eventId = `sha256-${'a'.repeat(64)}`;
  const kept = letterOf({ eventId, payload: SPAM });
  const letter = {
    ...kept,
    errorCode: 'unrecognised_event',
    error: 'not an event: event_id: expected a text',
  };
  const withPayload = (payload: unknown) => eventOf(JSON.stringify({ event_id: eventId, payload }));

  it('is never processed as it arrived', () => {
    const failure = { code: 'unrecognised_event', reason: letter.error, retryable: false };
    expect(failureOfNoEvent(letter)).toEqual(failure);
    // A draft that changes nothing is no correction.
    expect(failureOfNoEvent(letter, withPayload(SPAM))).toEqual(failure);
    expect(failureOfNoEvent({ ...letter, error: `retry 2 failed: ${letter.error}` })).toEqual(failure);
  });

  it('is processed once a person has corrected it, although its id cannot be changed', () => {
    const event = withPayload({ ...SPAM, amount: 1 });
    expect(failureOfNoEvent({ ...letter, event, arrived: letter.event })).toBeNull();
    expect(failureOfNoEvent(letter, event)).toBeNull();
  });

  it('is none again after the correction was undone', () => {
    const undone = { ...letter, event: letter.event, arrived: null, corrections: 2 };
    expect(failureOfNoEvent(undone)).not.toBeNull();
  });

  it('is processed where an S3 tool made an event of it', () => {
    const event = eventOf(JSON.stringify({ event_id: 'evt_1', payload: SPAM }));
    expect(failureOfNoEvent({ ...letter, event })).toBeNull();
  });
});
