import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventOf } from '../../../test/support/event-of.js';
import { Causes } from './causes.js';
import { Sample } from './sample.js';

describe('a sample', () => {
  it('picks as many as it may, each once, and counts all', () => {
    fc.assert(
      fc.property(
        fc.nat(50),
        fc.integer({ min: 1, max: 20 }),
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        (shown, size, chance) => {
          const sample = new Sample<number>(size, () => chance.next().value as number);
          for (let i = 0; i < shown; i++) sample.show(i);
          expect(sample.seen).toBe(shown);
          expect(new Set(sample.picked).size).toBe(Math.min(shown, size));
        },
      ),
    );
  });
});

describe('causes', () => {
  it('are one where only ids differ, the most frequent first', () => {
    const causes = new Causes();
    const add = (id: string, reason: string) =>
      causes.add(
        { code: 'validation_failed', reason: `${reason} in event ${id}`, retryable: false },
        { event: eventOf(JSON.stringify({ event_id: id })), traceId: `DLQ-${id}` },
      );
    add('a', 'payload.x is not allowed (at /payload)');
    add('b', 'missing required field: y');
    add('c', 'missing required field: y');
    expect(causes.ranked()).toMatchObject([
      { reason: 'missing required field: y in event b', count: 2, exampleTraceId: 'DLQ-b' },
      { count: 1, exampleTraceId: 'DLQ-a' },
    ]);
  });
});
