import { beforeEach, describe, expect, it } from 'vitest';
import { startCoreWorld } from '../../test/support/core-world.js';
import { letterOf } from '../../test/support/dead-letters.js';
import { storedIn } from '../../test/support/stored-in.js';
import { MemoryObjectStore } from '../../test/support/memory-object-store.js';
import { TestClock } from '../../test/support/test-clock.js';
import type { DeadLetter } from '../domain/letter/dead-letter.js';
import { keyOfTraceId, nextTraceId } from '../domain/letter/trace-id.js';
import type { DeadLetterStore, StoredLetter } from './dead-letter.store.js';

const DELAY_MS = 60_000;
const HOUR_MS = 3_600_000;
const JUMPS = [-24 * HOUR_MS, -HOUR_MS, HOUR_MS, 24 * HOUR_MS];

describe.each(JUMPS)('the times of a record when our clock is set by %i ms', (jumpMs) => {
  let clock: TestClock;
  let objects: MemoryObjectStore;
  let letters: DeadLetterStore;
  /** The latest write as the catalog hears of it. */
  let told: DeadLetter | undefined;

  beforeEach(async () => {
    clock = new TestClock();
    objects = new MemoryObjectStore(new TestClock());
    const world = await startCoreWorld({ clock, store: objects });
    ({ letters } = world);
    world.facts.on('record_changed', (fact) => {
      if (fact.change === 'written') told = fact.letter;
    });
  });

  const dueLetter = () => ({ ...letterOf({ at: clock.now() }), nextRetryAt: clock.now() + DELAY_MS });
  const createdNow = async () => (await letters.create(dueLetter())).stored;
  const set = () => clock.setWall(jumpMs);

  async function read(key: string): Promise<StoredLetter> {
    const stored = await storedIn(letters, key);
    if (stored === null) throw new Error('gone');
    return stored;
  }

  /** The delay that readers take from the stored record. */
  function storedDelay({ key }: StoredLetter): number {
    const text = Buffer.from(objects.objects.get(key)!.bytes).toString();
    const { next_retry_at, written_at } = JSON.parse(text) as Record<string, string>;
    return Date.parse(next_retry_at!) - Date.parse(written_at!);
  }

  async function expectDelay(stored: StoredLetter): Promise<void> {
    expect(storedDelay(stored)).toBe(DELAY_MS);
    for (const letter of [stored.letter, told!]) expect(letter.nextRetryAt! - clock.now()).toBe(DELAY_MS);
    expect((await read(stored.key)).letter.nextRetryAt! - clock.now()).toBeGreaterThanOrEqual(DELAY_MS);
    expect((await read(stored.key)).letter.nextRetryAt! - clock.now()).toBeLessThanOrEqual(DELAY_MS + 1_000);
  }

  it('keep the delay between a reading and a change', async () => {
    const stored = await read((await createdNow()).key);
    set();
    const result = await letters.replace(stored, { ...stored.letter, error: 'changed' });
    await expectDelay(result.outcome === 'stored' ? result.stored : stored);
  });

  it('keep the delay between a write and the next one', async () => {
    const stored = await createdNow();
    set();
    const result = await letters.replace(stored, { ...stored.letter, error: 'changed' });
    await expectDelay(result.outcome === 'stored' ? result.stored : stored);
  });

  it('keep the delay that a change brings', async () => {
    const stored = await createdNow();
    set();
    const result = await letters.replace(stored, { ...stored.letter, nextRetryAt: clock.now() + DELAY_MS });
    await expectDelay(result.outcome === 'stored' ? result.stored : stored);
  });

  it.each(['create', 'change'])('keep the delay during the write of a %s', async (what) => {
    const before = what === 'change' ? await createdNow() : null;
    objects.interference = {
      before: (call) => {
        objects.interference = {};
        if (call === 'put') set();
      },
    };
    if (before === null) return expectDelay(await createdNow());
    const result = await letters.replace(before, { ...before.letter, error: 'changed' });
    await expectDelay(result.outcome === 'stored' ? result.stored : before);
  });

  it('keep the delay where the name is taken by another event', async () => {
    const taken = dueLetter();
    const other = letterOf({ eventId: 'another', at: clock.now() });
    await letters.create({ ...other, traceId: taken.traceId });
    objects.interference = {
      after: (call) => {
        objects.interference = {};
        if (call === 'put') set();
      },
    };
    const { stored } = await letters.create(taken);
    expect(stored.key).toBe(keyOfTraceId(nextTraceId(taken.traceId)));
    await expectDelay(stored);
  });

  it('keep the closing, from which the retention counts', async () => {
    const stored = await createdNow();
    const closed = {
      ...stored.letter,
      status: 'resolved',
      nextRetryAt: null,
      closedAt: clock.now(),
    } as const;
    const result = await letters.replace(stored, closed);
    set();
    if (result.outcome === 'conflict') throw new Error('conflict');
    await letters.replace(result.stored, { ...result.stored.letter, error: 'changed' });
    expect(Math.abs((await read(stored.key)).letter.closedAt! - clock.now())).toBeLessThanOrEqual(1_000);
  });
});
