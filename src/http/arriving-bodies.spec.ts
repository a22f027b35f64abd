import { beforeEach, describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.js';
import { addressGroup } from './address-group.js';
import { ArrivingBodies, BODY_PAUSE_MS, SETTLED_MS, type Arrival } from './arriving-bodies.js';

const LIMITS = { maxBodies: 4, maxBodiesPerAddress: 2, maxMs: 10_000, maxBytes: 1_000 };

describe('bodies that arrive', () => {
  let clock: TestClock;
  let bodies: ArrivingBodies;
  let dropped: string[];

  beforeEach(() => {
    clock = new TestClock();
    bodies = new ArrivingBodies(LIMITS, clock);
    dropped = [];
  });

  const begin = (name: string, address = name): Arrival | null =>
    bodies.begin(address, (reason) => dropped.push(`${name} ${reason}`));

  it('give way to a new one of their own address where that has its share', () => {
    begin('a1', 'a');
    clock.jump(1);
    begin('a2', 'a');
    begin('b');
    expect(begin('a3', 'a')).toBeNull();
    clock.jump(SETTLED_MS);
    expect(begin('a3', 'a')).not.toBeNull();
    expect(dropped).toEqual(['a1 overloaded']);
    expect(bodies.size).toBe(3);
  });

  it('give way to a new one of any address where all places are taken, the slowest first', () => {
    const [a, b] = [begin('a')!, begin('b')!];
    begin('c');
    begin('d');
    clock.jump(SETTLED_MS);
    for (const arrival of [a, b]) bodies.grow(arrival, 200);
    expect(begin('e')).not.toBeNull();
    expect(begin('f')).not.toBeNull();
    expect(dropped).toEqual(['c overloaded', 'd overloaded']);
  });

  it('are never pushed out in their first moments: the new one is refused', () => {
    for (const name of ['a', 'b', 'c', 'd']) begin(name);
    expect(begin('e')).toBeNull();
    expect(dropped).toEqual([]);
  });

  it('hold the bytes that are here, and complete ones too, until they are released', () => {
    const whole = begin('a')!;
    expect(bodies.grow(whole, 900)).toBe(true);
    bodies.end(whole);
    const half = begin('b')!;
    bodies.grow(half, 100);
    clock.jump(SETTLED_MS);
    const next = begin('c')!;
    expect(bodies.grow(next, 100)).toBe(true);
    expect(dropped).toEqual(['b overloaded']);
    expect(bodies.grow(next, 1)).toBe(false);
    bodies.release(whole);
    expect(bodies.grow(next, 1)).toBe(true);
    bodies.release(next);
    expect([bodies.size, bodies.bytesHeld]).toEqual([0, 0]);
  });

  it('have a time for their next byte, for their progress, and for all of it', () => {
    const start = clock.monotonic();
    const arrival = begin('a')!;
    expect(bodies.deadlineOf(arrival)).toBe(start + BODY_PAUSE_MS);
    clock.jump(1_000);
    bodies.grow(arrival, 40);
    expect(bodies.deadlineOf(arrival)).toBe(start + BODY_PAUSE_MS + 10);
    arrival.bytes += 1_000_000;
    expect(bodies.deadlineOf(arrival)).toBe(start + BODY_PAUSE_MS + 1_000);
    arrival.lastByteAt = start + 9_000;
    expect(bodies.deadlineOf(arrival)).toBe(start + LIMITS.maxMs);
  });
});

describe('the group of an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:DB8:1:2::6', '2001:db8:1:2'],
    ['2001:db8::6', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    [undefined, ''],
  ])('%s is %s', (address, group) => {
    expect(addressGroup(address)).toBe(group);
  });
});
