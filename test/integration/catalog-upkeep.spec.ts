import { describe, expect, it } from 'vitest';
import { keyOfTraceId } from '../../src/domain/letter/trace-id.js';
import { StoreError } from '../../src/store/store-error.js';
import { startCoreWorld, type CoreWorld } from '../support/core-world.js';
import { letterOf } from '../support/dead-letters.js';
import { storedIn } from '../support/stored-in.js';
import type { MemoryLog } from '../support/memory-log.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { TestClock } from '../support/test-clock.js';

describe('the catalog as it is kept up to date', () => {
  function start(store: MemoryObjectStore, clock: TestClock): Promise<CoreWorld> {
    const catalog = { pollMs: 5_000, fullMs: 300_000, snapshotWriter: false };
    return startCoreWorld({ clock, store, settings: { catalog } });
  }

  const eventsOf = ({ lines }: MemoryLog) =>
    lines.map(({ event }) => event).filter((event) => event.startsWith('catalog_'));

  it('lists everything first and now and then, and the last two hours in between', async () => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    const other = await startCoreWorld({ clock, store, name: 'b' });
    const old = letterOf({ eventId: 'old', at: clock.now() - 86_400_000 });
    await other.letters.create(old);
    const { catalogService: service } = await start(store, clock);
    await service.start();
    await clock.advance(0);
    expect(service.state).toEqual({ state: 'ready', records: 1, listedAt: clock.now() });

    await other.letters.create(letterOf({ eventId: 'new', at: clock.now() }));
    await other.letters.remove((await storedIn(other.letters, keyOfTraceId(old.traceId)))!);
    await clock.advance(5_000);
    expect(service.state.records).toBe(2);
    await clock.advance(300_000);
    expect(service.state.records).toBe(1);
    await service.stop();
    const { length } = store.calls;
    await clock.advance(3_600_000);
    expect(store.calls).toHaveLength(length);
  });

  it('says that it is warming until the first listing has ended, and says once that it is stale', async () => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    store.interference = {
      before: () => {
        throw new StoreError('gone', { outcomeUnknown: false, retryable: false });
      },
    };
    const { catalogService: service, log } = await start(store, clock);
    await service.start();
    await clock.advance(60_000);
    expect(service.state.state).toBe('warming');
    expect(eventsOf(log)).toEqual(['catalog_stale']);
    expect(service.trouble).toBe('not listed: gone; listings show what was known before');
    store.interference = {};
    await clock.advance(5_000);
    expect([service.state.state, service.trouble]).toEqual(['ready', null]);
    await service.stop();
  });

  it('says that a listing is late while the store is slow, and no more when it has ended', async () => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    let answer = () => {};
    const slow = () => {
      const answered = new Promise<void>((resolve) => (answer = resolve));
      store.interference = { before: (operation) => (operation === 'list' ? answered : undefined) };
    };
    slow();
    const { catalogService: service } = await start(store, clock);
    await service.start();
    clock.jump(600_000);
    expect(service.trouble).toBeNull();
    clock.jump(120_000);
    expect(service.trouble).toContain('the first listing has not ended for 12 minutes');
    answer();
    await clock.advance(0);
    expect(service.trouble).toBeNull();

    slow();
    await clock.advance(5_000);
    clock.jump(1_200_000);
    expect(service.trouble).toContain('a full listing is late by');
    store.interference = {};
    answer();
    await clock.advance(0);
    await clock.advance(300_000);
    expect(service.trouble).toBeNull();
    await service.stop();
  });

  it('names no record in what everybody may see', async () => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    store.interference = {
      before: () => {
        throw new StoreError('listing leaves out dlq/year=2024/a.json', {
          outcomeUnknown: false,
          retryable: false,
        });
      },
    };
    const { catalogService: service } = await start(store, clock);
    await service.start();
    await clock.advance(0);
    expect(service.trouble).toContain('not listed: listing leaves out a record');
    await service.stop();
  });

  it('reads past a record that the store does not hand out, says so once, and asks again', async () => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    const other = await startCoreWorld({ clock, store, name: 'b' });
    const at = clock.now() - 86_400_000;
    const [hidden, twin] = [letterOf({ eventId: 'e', at }), letterOf({ eventId: 'e', at: at + 1 })];
    for (const letter of [hidden, twin, letterOf({ eventId: 'f', at: at + 2 })]) {
      await other.letters.create(letter);
    }
    store.interference = {
      before: (operation, key) => {
        if (operation === 'get' && key === keyOfTraceId(hidden.traceId)) {
          throw new StoreError('SlowDown', { outcomeUnknown: false, retryable: true });
        }
      },
    };
    const { catalogService: service, catalog, log } = await start(store, clock);
    await service.start();
    await clock.advance(60_000);
    expect(service.state).toMatchObject({ state: 'ready', records: 3 });
    expect(catalog.find(keyOfTraceId(hidden.traceId))).toMatchObject({
      status: 'unreadable',
      error: 'SlowDown (given up)',
    });
    expect([...catalog.besideUnread()].map(({ name }) => name)).toEqual([twin.traceId]);
    expect(eventsOf(log).filter((event) => event !== 'catalog_ready')).toEqual(['catalog_incomplete']);

    store.interference = {};
    await clock.advance(60_000);
    expect(catalog.find(keyOfTraceId(hidden.traceId))).toMatchObject({ status: 'pending' });
    expect([...catalog.besideUnread()]).toEqual([]);
    await service.stop();
  });

  it('forgets what it could not read when it is there no more', async () => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    const other = await startCoreWorld({ clock, store, name: 'b' });
    const letter = letterOf({ eventId: 'e', at: clock.now() });
    await other.letters.create(letter);
    store.interference = {
      before: (operation) => {
        if (operation === 'get') throw new StoreError('no', { outcomeUnknown: false, retryable: true });
      },
    };
    const { catalogService: service, catalog } = await start(store, clock);
    await service.start();
    await clock.advance(6_000);
    expect(catalog.unreadCount).toBe(1);
    store.interference = {};
    await other.letters.remove((await storedIn(other.letters, keyOfTraceId(letter.traceId)))!);
    await clock.advance(10_000);
    expect(catalog.unreadCount).toBe(0);
    await service.stop();
  });
});
