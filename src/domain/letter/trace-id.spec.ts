import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  suffixOfTraceId,
  isTraceId,
  keyOfTraceId,
  legacyKeysOfTraceId,
  makeTraceId,
  timeOfTraceId,
  traceIdOfKey,
} from './trace-id.js';

const identity = '0123456789abcdef0123456789abcdef';
const HOUR_MS = 3_600_000;

/** The last time that thirteen digits can tell. */
const LAST = 9_999_999_999_999;

const time = fc.integer({ min: 1_000_000_000_000, max: 4_000_000_000_000 });

describe('trace ids and keys', () => {
  it('makes the key in UTC from the trace id alone', () => {
    const traceId = makeTraceId(Date.UTC(2024, 9, 23, 14, 5, 6, 7), identity);
    expect(keyOfTraceId(traceId)).toBe(`dlq/year=2024/month=10/day=23/hour=14/${traceId}.json`);
  });

  it('goes from time to key and back', () => {
    fc.assert(
      fc.property(time, (at) => {
        const traceId = makeTraceId(at, identity);
        expect(timeOfTraceId(traceId)).toBe(at);
        expect(traceIdOfKey(keyOfTraceId(traceId))).toBe(traceId);
      }),
    );
  });

  it('has key order for time order', () => {
    fc.assert(
      fc.property(time, time, (a, b) => {
        const [first, second] = [a, b].map((at) => keyOfTraceId(makeTraceId(at, identity)));
        expect(Math.sign(a - b)).toBe(first! < second! ? -1 : first! > second! ? 1 : 0);
      }),
    );
  });

  it('sorts as times do, and identities within one millisecond, whatever the hours, days and years between', () => {
    const at = fc.oneof(
      fc.integer({ min: 0, max: LAST }),
      fc
        .nat(Math.floor(LAST / HOUR_MS) - 1)
        .chain((hour) => fc.constantFrom(hour * HOUR_MS, hour * HOUR_MS + HOUR_MS - 1)),
    );
    const pair = fc.tuple(at, fc.stringMatching(/^[0-9a-f]{32}$/));
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 20 }), (pairs) => {
        const keys = pairs.map(([time, id]) => keyOfTraceId(makeTraceId(time, id)));
        const expected = pairs
          .toSorted(([a, x], [b, y]) => a - b || (x < y ? -1 : 1))
          .map(([time, id]) => keyOfTraceId(makeTraceId(time, id)));
        expect(keys.toSorted()).toEqual(expected);
        for (const [index, [time, id]] of pairs.entries()) {
          const traceId = traceIdOfKey(keys[index]!)!;
          expect([timeOfTraceId(traceId), suffixOfTraceId(traceId)]).toEqual([time, id]);
        }
      }),
    );
  });

  it('has one key for each trace id: no change of a key leaves one of a dead letter, but its own', () => {
    fc.assert(
      fc.property(time, fc.nat(), fc.string({ maxLength: 2 }), fc.nat(2), (at, position, text, gone) => {
        const key = keyOfTraceId(makeTraceId(at, identity));
        const from = position % (key.length + 1);
        const changed = key.slice(0, from) + text + key.slice(from + gone);
        const traceId = traceIdOfKey(changed);
        const isItsKey = traceId !== null && keyOfTraceId(traceId) === changed;
        expect([isItsKey, traceId === null && changed !== key]).toContain(true);
      }),
    );
  });

  it.each([
    '../../etc/passwd',
    'DLQ-',
    'DLQ-123',
    `DLQ-1729712345678-${identity.toUpperCase()}`,
    `DLQ-1729712345678-${identity}/..`,
    `DLQ-1729712345678-${identity}\n`,
    `x DLQ-1729712345678-${identity}`,
    'DLQ-17297123456780000000',
  ])('is not %j', (text) => expect(isTraceId(text)).toBe(false));

  it('refuses a key in the partition of another hour', () => {
    const traceId = makeTraceId(Date.UTC(2024, 9, 23, 14), identity);
    expect(traceIdOfKey(`dlq/year=2024/month=10/day=23/hour=15/${traceId}.json`)).toBeNull();
    expect(traceIdOfKey(`dlq/notes/${traceId}.json`)).toBeNull();
  });

  it("looks for the tutorial's objects in every hour its local time may have named", () => {
    const traceId = `DLQ-${Date.UTC(2024, 9, 23, 14)}000000`;
    const keys = legacyKeysOfTraceId(traceId);
    expect(keys[0]).toBe(`dlq/year=2024/month=10/day=23/hour=14/${traceId}.json`);
    expect(keys).toContain(`dlq/year=2024/month=10/day=24/hour=04/${traceId}.json`);
    expect(keys).toContain(`dlq/year=2024/month=10/day=23/hour=02/${traceId}.json`);
    for (const key of keys) expect(traceIdOfKey(key)).toBe(traceId);
  });
});
