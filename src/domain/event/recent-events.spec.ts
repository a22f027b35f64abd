import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecentEvents } from './recent-events.js';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

describe('the events that passed a short while ago', () => {
  it('are known within the window, and not at its end', () => {
    const recent = new RecentEvents({ windowMs: 10, max: 5 });
    recent.note('a', 100);
    expect([recent.has('a', 109), recent.has('a', 110), recent.has('b', 100)]).toEqual([true, false, false]);
  });

  it.each([
    { windowMs: 0, max: 5 },
    { windowMs: 10, max: 0 },
  ])('are not remembered with %j', (policy) => {
    const recent = new RecentEvents(policy);
    recent.note('a', 100);
    expect([recent.has('a', 100), recent.size]).toEqual([false, 0]);
  });

  it('are those of a list of all notes, and never more than the limit', () => {
    const step = fc.record({ id: fc.constantFrom(...NAMES), wait: fc.integer({ min: 0, max: 6 }) });
    const policy = { windowMs: fc.integer({ min: 1, max: 20 }), max: fc.integer({ min: 1, max: 6 }) };
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.record(policy), (steps, { windowMs, max }) => {
        const recent = new RecentEvents({ windowMs, max });
        const notes: Array<{ id: string; at: number }> = [];
        let now = 1_000;
        for (const { id, wait } of steps) {
          now += wait;
          recent.note(id, now);
          notes.push({ id, at: now });
          expect(recent.size).toBeLessThanOrEqual(max);
          const latest = [...new Set(notes.toReversed().map((note) => note.id))].slice(0, max);
          for (const name of NAMES) {
            const last = notes.findLast((note) => note.id === name);
            const known = last !== undefined && now - last.at < windowMs && latest.includes(name);
            expect(recent.has(name, now)).toBe(known);
          }
        }
      }),
    );
  });
});
