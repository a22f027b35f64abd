import { beforeEach, describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.js';
import { Problem } from '../http/problem.js';
import { LARGE_BYTES, LargeBodies, MAX_TURN_WAIT_MS } from './large-bodies.js';

/** What reading one of them takes here, milliseconds. */
const READING_MS = 300;

describe('large bodies that have arrived together', () => {
  const large = Buffer.alloc(LARGE_BYTES);
  const small = Buffer.alloc(LARGE_BYTES - 1);
  let clock: TestClock;
  let bodies: LargeBodies;

  beforeEach(() => {
    clock = new TestClock();
    bodies = new LargeBodies(clock);
  });

  /** Reads the body when it may be read. @returns when that was, or why it was not read */
  async function read(body: Buffer, arrivedAt = clock.monotonic()): Promise<number | string> {
    try {
      await bodies.turn(body, arrivedAt);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { status, code, headers } = error.details;
      return `${status} ${code} ${headers?.['Retry-After']}`;
    }
    const at = clock.monotonic() - arrivedAt;
    if (body.length >= LARGE_BYTES) clock.jump(READING_MS);
    return at;
  }

  it('are read one after the other, and refused unread once the time of their answer would not hold', async () => {
    const all = await Promise.all(Array.from({ length: 7 }, () => read(large)));
    expect(all).toEqual([0, 300, 600, 900, ...Array<string>(3).fill('503 overloaded 1')]);
  });

  it('let small ones pass, and everything else between two of them', async () => {
    const order: string[] = [];
    const note = (name: string) => () => void order.push(name);
    const done = [
      read(large).then(note('first')),
      read(large).then(note('second')),
      read(small).then(note('small')),
    ];
    setImmediate(note('something else'));
    await Promise.all(done);
    expect(order).toEqual(['small', 'first', 'something else', 'second']);
  });

  it('are read again at once when those before them are done', async () => {
    await Promise.all(Array.from({ length: 7 }, () => read(large)));
    expect(await read(large)).toBe(0);
  });

  it('are read after exactly the longest wait, and not after a longer one', async () => {
    const now = clock.monotonic();
    expect(await read(large, now - MAX_TURN_WAIT_MS)).toBe(MAX_TURN_WAIT_MS);
    clock = new TestClock();
    bodies = new LargeBodies(clock);
    expect(await read(large, clock.monotonic() - MAX_TURN_WAIT_MS - 1)).toBe('503 overloaded 1');
  });
});
