import { beforeEach, describe, expect, it } from 'vitest';
import { letterOf } from '../../test/support/dead-letters.js';
import { MemoryLog } from '../../test/support/memory-log.js';
import { MemoryObjectStore } from '../../test/support/memory-object-store.js';
import { TestClock } from '../../test/support/test-clock.js';
import { keyOfTraceId } from '../domain/letter/trace-id.js';
import { Facts } from '../runtime/facts.js';
import { DeadLetterStore } from './dead-letter.store.js';

const budget = { totalMs: 5_000, pauseMs: 100 };

describe('the store of dead letters', () => {
  const letter = letterOf({ eventId: 'e1' });
  const key = keyOfTraceId(letter.traceId);
  let objects: MemoryObjectStore;
  let letters: DeadLetterStore;
  let told: string[];

  beforeEach(() => {
    const clock = new TestClock();
    const facts = new Facts(new MemoryLog());
    let writes = 0;
    objects = new MemoryObjectStore(clock);
    const options = { deletesAtomically: () => true, facts };
    letters = new DeadLetterStore(objects, clock, budget, () => `w${writes++}`, options);
    told = [];
    facts.on('record_changed', (fact) => told.push(fact.change));
    facts.on('record_read', (fact) => told.push(fact.outcome));
  });

  it('tells of what it has written, read and removed', async () => {
    const { held } = await letters.create(letter);
    await letters.read(key);
    await letters.remove(held);
    await letters.read(key);
    expect(told).toEqual(['written', 'found', 'removed', 'missing']);
  });

  it('does not tell of a change that the store refused', async () => {
    const { held } = await letters.create(letter);
    await letters.replace(held, { ...letter, error: 'first' });
    expect(await letters.replace(held, { ...letter, error: 'second' })).toEqual({ outcome: 'conflict' });
    expect(told).toEqual(['written', 'written']);
  });

  it('does not tell of a reading during which it has changed the record', async () => {
    const { held } = await letters.create(letter);
    objects.interference = {
      after: async (call) => {
        if (call === 'get') await letters.remove(held);
      },
    };
    expect((await letters.read(key)).outcome).toBe('found');
    expect(told).toEqual(['written', 'removed']);
  });
});
