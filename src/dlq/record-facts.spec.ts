import { beforeEach, describe, expect, it } from 'vitest';
import { startCoreWorld } from '../../test/support/core-world.js';
import { letterOf } from '../../test/support/dead-letters.js';
import { heard } from '../../test/support/heard-facts.js';
import type { MemoryObjectStore } from '../../test/support/memory-object-store.js';
import { receivedFirst } from '../domain/letter/lifecycle.js';
import { keyOfTraceId } from '../domain/letter/trace-id.js';
import type { FactTypes } from '../runtime/facts.js';
import type { DeadLetterStore } from './dead-letter.store.js';

describe('the store of dead letters', () => {
  const letter = letterOf({ eventId: 'e1' });
  const key = keyOfTraceId(letter.traceId);
  let objects: MemoryObjectStore;
  let letters: DeadLetterStore;
  let told: string[];
  let deadLettered: Array<FactTypes['dead_lettered']>;

  beforeEach(async () => {
    const world = await startCoreWorld();
    const { facts } = world;
    ({ letters, store: objects } = world);
    told = [];
    facts.on('record_changed', (fact) => told.push(fact.change));
    facts.on('record_read', (fact) => told.push(fact.outcome));
    deadLettered = heard(facts, 'dead_lettered');
  });

  it('tells of what it has written, read and removed', async () => {
    const { stored } = await letters.create(letter);
    await letters.read(key);
    await letters.remove(stored);
    await letters.read(key);
    expect(told).toEqual(['written', 'found', 'removed', 'missing']);
  });

  it('does not tell of a change that the store refused', async () => {
    const { stored } = await letters.create(letter);
    await letters.replace(stored, { ...letter, error: 'first' });
    expect(await letters.replace(stored, { ...letter, error: 'second' })).toEqual({ outcome: 'conflict' });
    expect(told).toEqual(['written', 'written']);
  });

  it('tells of a dead letter when its event fails for the first time, not before and not again', async () => {
    const arrived = receivedFirst(letter.event, null, { now: 0, by: 'r', received: null });
    const { stored } = await letters.create(arrived);
    expect(deadLettered).toEqual([]);
    const failed = await letters.replace(stored, { ...letter, traceId: arrived.traceId });
    if (failed.outcome !== 'stored') throw new Error('not stored');
    await letters.replace(failed.stored, { ...letter, traceId: arrived.traceId, retryCount: 1 });
    await letters.create(letterOf({ eventId: 'e2', retryable: false }));
    expect(deadLettered).toMatchObject([
      { traceId: arrived.traceId, status: 'pending', tenantId: 't', target: 'P', eventType: null },
      { status: 'parked', errorCode: 'upstream_error', error: 'HTTP 503' },
    ]);
  });

  it('does not tell of a reading during which it has changed the record', async () => {
    const { stored } = await letters.create(letter);
    objects.interference = {
      after: async (call) => {
        if (call === 'get') await letters.remove(stored);
      },
    };
    expect((await letters.read(key)).outcome).toBe('found');
    expect(told).toEqual(['written', 'removed']);
  });
});
