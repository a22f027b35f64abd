import { describe, expect, it } from 'vitest';
import { TestClock } from '../package/testing/test-clock.js';
import {
  AFTER_COLLECTION,
  AFTER_START,
  IdleCollection,
  MAX_HEAP_BYTES,
  RESTING_SHARE,
  WORTHWHILE_BYTES,
  type ProcessMemory,
} from './idle-collection.js';

/** The pause of a collection, milliseconds. */
const PAUSE_MS = 80;

/** A process whose collection leaves 100,000,000 bytes. */
function aProcess() {
  const clock = new TestClock();
  const told: unknown[] = [];
  const process = { share: 0, resident: 150_000_000, heapUsed: 30_000_000, collections: 0 };
  const memory: ProcessMemory = {
    workedShare: () => process.share,
    read: () => process,
    collect: () => {
      process.collections++;
      process.resident = 100_000_000;
      clock.jump(PAUSE_MS);
    },
  };
  new IdleCollection(clock, memory, { debug: (...line) => void told.push(line) }).start();
  return {
    process,
    told,
    clock,
    looks: (count: number, pace = AFTER_START) => clock.advance(count * pace.lookMs),
  };
}

describe('the collection of an idle process', () => {
  it('is made when the process rested at enough looks in a row, and tells what it returned', async () => {
    const { process, told, looks } = aProcess();
    await looks(AFTER_START.looks - 1);
    expect(process.collections).toBe(0);
    await looks(1);
    expect(process.collections).toBe(1);
    expect(told).toEqual([
      ['memory_returned', { resident_bytes: 100_000_000, returned_bytes: 50_000_000, duration_ms: PAUSE_MS }],
    ]);
  });

  it('waits for as long as the process works, and counts its rest anew after work', async () => {
    const { process, looks } = aProcess();
    process.share = RESTING_SHARE;
    await looks(AFTER_START.looks * 3);
    process.share = 0;
    await looks(AFTER_START.looks - 1);
    process.share = RESTING_SHARE;
    await looks(1);
    process.share = 0;
    await looks(AFTER_START.looks - 1);
    expect(process.collections).toBe(0);
    await looks(1);
    expect(process.collections).toBe(1);
  });

  it('is made again only when the process has taken enough since, and has rested for longer', async () => {
    const { process, looks } = aProcess();
    await looks(AFTER_START.looks);
    process.resident += WORTHWHILE_BYTES - 1;
    await looks(AFTER_COLLECTION.looks * 2, AFTER_COLLECTION);
    expect(process.collections).toBe(1);
    process.share = RESTING_SHARE;
    process.resident += 1;
    await looks(1, AFTER_COLLECTION);
    process.share = 0;
    await looks(AFTER_COLLECTION.looks - 1, AFTER_COLLECTION);
    expect(process.collections).toBe(1);
    await looks(1, AFTER_COLLECTION);
    expect(process.collections).toBe(2);
  });

  it('leaves five minutes between two collections, whatever the process has taken', async () => {
    const { process, clock, looks } = aProcess();
    await looks(AFTER_START.looks);
    await clock.advance(PAUSE_MS);
    process.resident += WORTHWHILE_BYTES;
    await looks(AFTER_COLLECTION.looks - 1, AFTER_COLLECTION);
    expect(process.collections).toBe(1);
    await looks(1, AFTER_COLLECTION);
    expect(process.collections).toBe(2);
    await clock.advance(PAUSE_MS);
    process.resident += WORTHWHILE_BYTES;
    await looks(AFTER_COLLECTION.looks - 1, AFTER_COLLECTION);
    expect(process.collections).toBe(2);
  });

  it('is left out where the heap is so great that the pause would be long, until it is smaller', async () => {
    const { process, looks } = aProcess();
    process.heapUsed = MAX_HEAP_BYTES + 1;
    await looks(AFTER_START.looks * 3);
    expect(process.collections).toBe(0);
    process.heapUsed = MAX_HEAP_BYTES;
    await looks(1);
    expect(process.collections).toBe(1);
  });
});
