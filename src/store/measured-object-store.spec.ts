import { beforeEach, describe, expect, it } from 'vitest';
import { heard } from '../../test/support/heard-facts.js';
import { MemoryLog } from '../../test/support/memory-log.js';
import { MemoryObjectStore } from '../../test/support/memory-object-store.js';
import { TestClock } from '../../test/support/test-clock.js';
import { Facts, type FactTypes } from '../runtime/facts.js';
import { MeasuredObjectStore } from './measured-object-store.js';
import { StoreError } from './store-error.js';

const options = { condition: 'absent', contentType: '', metadata: {} } as const;

describe('a store that is measured', () => {
  let clock: TestClock;
  let memory: MemoryObjectStore;
  let store: MeasuredObjectStore;
  let told: Array<FactTypes['store_called']>;

  beforeEach(() => {
    clock = new TestClock();
    memory = new MemoryObjectStore(clock);
    const facts = new Facts(new MemoryLog());
    store = new MeasuredObjectStore(memory, clock, facts);
    told = heard(facts, 'store_called');
  });

  it('tells how each call ended', async () => {
    const stored = await store.put('a', Buffer.from('x'), options);
    if (stored.outcome !== 'stored') throw new Error('not stored');
    await store.put('a', Buffer.from('x'), options);
    await store.get('a');
    await store.get('b');
    await store.head('a');
    await store.head('b');
    await store.list({ prefix: '', limit: 1 });
    await store.remove('a', { ifMatch: '"none"' });
    await store.remove('a', { ifMatch: stored.etag });
    await store.remove('a', { ifMatch: stored.etag });
    expect(told.map(({ operation, outcome }) => `${operation} ${outcome}`)).toEqual([
      'put ok',
      'put conflict',
      'get ok',
      'get missing',
      'head ok',
      'head missing',
      'list ok',
      'delete conflict',
      'delete ok',
      'delete missing',
    ]);
  });

  it('tells of calls to earlier versions in an area of their own, since a refusal of them is no trouble of the store', async () => {
    const refused = { outcome: 'refused', reason: '403' } as const;
    const versions = { list: async () => refused, remove: async () => refused };
    const facts = new Facts(new MemoryLog());
    store = new MeasuredObjectStore(Object.assign(memory, { versions }), clock, facts);
    told = heard(facts, 'store_called');
    await store.versions.list('dlq/a');
    await store.versions.remove('dlq/a', 'v1');
    expect(told.map(({ operation, area, outcome }) => [operation, area, outcome])).toEqual([
      ['list', 'versions', 'failed'],
      ['delete', 'versions', 'failed'],
    ]);
  });

  it('tells what was thrown and how long it took, and throws it', async () => {
    const error = new StoreError('SlowDown', { outcomeUnknown: false, retryable: true });
    let answer = () => {};
    memory.interference = {
      before: async () => {
        await new Promise<void>((resolve) => (answer = resolve));
        throw error;
      },
    };
    const call = store.list({ prefix: '', limit: 1 }).catch((thrown: unknown) => thrown);
    await clock.advance(40);
    answer();
    expect(await call).toBe(error);
    expect(told).toEqual([{ operation: 'list', area: '', outcome: 'failed', error, durationMs: 40 }]);
  });
});
