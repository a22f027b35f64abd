import { describe, expect, it } from 'vitest';
import { letterOf } from '../../test/support/dead-letters.js';
import { NO_MASKING } from '../domain/masking/masking.js';
import { keyOfTraceId } from '../domain/letter/trace-id.js';
import { Catalog } from './catalog.js';

const AT = Date.UTC(2024, 9, 23, 14);
const retention = { resolvedMs: 0, discardedMs: 0 };

describe('the event that another one waits for', () => {
  function catalogOf(parkedBlocks: boolean) {
    const catalog = new Catalog(
      { retention, order: { path: ['payload', 'contact'], parkedBlocks }, masking: NO_MASKING },
      { now: () => AT, monotonic: () => AT },
    );
    const keep = (n: number, retryable: boolean) => {
      const letter = letterOf({ eventId: `e${n}`, at: AT + n, retryable, payload: { contact: 'c' } });
      const key = keyOfTraceId(letter.traceId);
      const write = (change: object) => catalog.written(key, `"${n}"`, { ...letter, ...change });
      write({});
      return { traceId: letter.traceId, write, blocker: () => catalog.blockerOf(catalog.find(key)!)?.name };
    };
    return keep;
  }

  it('is the oldest, parked or not, with ORDER_PARKED=block', () => {
    const keep = catalogOf(true);
    const [parked, , last] = [keep(0, false), keep(1, true), keep(2, true)];
    expect(last.blocker()).toBe(parked.traceId);
  });

  it('is the oldest that waits for a retry, with ORDER_PARKED=pass', () => {
    const keep = catalogOf(false);
    const [parked, second, last] = [keep(0, false), keep(1, true), keep(2, true)];
    expect([second.blocker(), last.blocker()]).toEqual([undefined, second.traceId]);
    second.write({ status: 'parked' });
    expect(last.blocker()).toBeUndefined();
    parked.write({ status: 'pending' });
    expect(last.blocker()).toBe(parked.traceId);
  });
});
