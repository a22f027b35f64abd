import { describe, expect, it } from 'vitest';
import { letterOf } from '../../test/support/dead-letters.js';
import {
  DOUBT_MS,
  MAX_UNCONFIRMED,
  MAX_UNCONFIRMED_LENGTH,
  UnconfirmedWrites,
} from './unconfirmed-writes.js';

describe('the writes that could not be proven', () => {
  it('are remembered by the identity of their event, until they are forgotten', () => {
    const writes = new UnconfirmedWrites(() => 0);
    const letter = letterOf();
    writes.remember(letter);
    expect(writes.find(letter.event.identity)).toBe(letter);
    writes.forget(letter.event.identity);
    expect(writes.find(letter.event.identity)).toBeUndefined();
  });

  it('are forgotten when the doubt is over, counted from the first one', () => {
    let now = 0;
    const writes = new UnconfirmedWrites(() => now);
    const letter = letterOf();
    writes.remember(letter);
    now = DOUBT_MS - 1;
    expect(writes.find(letter.event.identity)).toBe(letter);
    writes.remember(letter);
    now = DOUBT_MS;
    expect(writes.find(letter.event.identity)).toBeUndefined();
  });

  it('give way, the oldest first, when they are too many', () => {
    const writes = new UnconfirmedWrites(() => 0);
    const letters = Array.from({ length: MAX_UNCONFIRMED + 1 }, (_, n) => letterOf({ eventId: `e${n}` }));
    for (const letter of letters) writes.remember(letter);
    const found = letters.filter(({ event }) => writes.find(event.identity) !== undefined);
    expect(found).toEqual(letters.slice(1));
  });

  it('give way, the oldest first, when they are too large', () => {
    const writes = new UnconfirmedWrites(() => 0);
    const rawBody = 'x'.repeat(MAX_UNCONFIRMED_LENGTH / 2);
    const letters = ['a', 'b', 'c'].map((eventId) => ({
      ...letterOf({ eventId }),
      received: { contentType: null, remoteAddress: null, headers: {}, rawBody },
    }));
    for (const letter of letters) writes.remember(letter);
    expect(letters.map(({ event }) => writes.find(event.identity) !== undefined)).toEqual([
      false,
      false,
      true,
    ]);
    for (const { event } of letters) writes.forget(event.identity);
    const [first] = letters;
    writes.remember(first!);
    writes.remember(first!);
    expect(writes.find(first!.event.identity)).toBe(first);
  });
});
