import { describe, expect, it } from 'vitest';
import { eventOf } from '../../../test/support/event-of.js';
import { eventTimeOf, failIfStale } from './event-time.js';
import { PermanentError } from '../letter/failure.js';

const NOON = Date.UTC(2024, 9, 23, 12);
const of = (timestamp: unknown) => eventOf(JSON.stringify({ event_id: 'e', timestamp }));

describe('the time of an event', () => {
  it.each([
    ['2024-10-23T12:00:00Z'],
    ['2024-10-23T14:00:00+02:00'],
    [NOON],
    [NOON / 1_000],
    [String(NOON)],
    [String(NOON / 1_000)],
  ])('is read from %j', (timestamp) => {
    expect(eventTimeOf(of(timestamp))).toBe(NOON);
  });

  it.each([[undefined], [null], [''], ['yesterday'], ['-1'], [0]])('is not known from %j', (timestamp) => {
    expect(eventTimeOf(of(timestamp))).toBeNull();
  });
});

describe('an event that is too old', () => {
  const check =
    (timestamp: unknown, afterMs: number, knownSince = NOON) =>
    () =>
      failIfStale(of(timestamp), afterMs, knownSince, NOON + 60_000);

  it('fails for good, and says why', () => {
    expect(check(NOON, 59_999)).toThrow(PermanentError);
    expect(check(NOON, 30_000)).toThrow('it is of 2024-10-23T12:00:00.000Z, more than 30 s ago');
  });

  it('is one that arrived long ago, where it does not say', () => {
    expect(check(undefined, 59_999)).toThrow(PermanentError);
    expect(check(undefined, 59_999, NOON + 30_000)).not.toThrow();
  });

  it('may be as old as the limit, and of any age without one', () => {
    expect(check(NOON, 60_000)).not.toThrow();
    expect(check(NOON, 0)).not.toThrow();
    expect(check('2099-01-01T00:00:00Z', 1)).not.toThrow();
  });
});
