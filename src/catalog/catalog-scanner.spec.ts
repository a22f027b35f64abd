import { beforeEach, describe, expect, it } from 'vitest';
import { startCoreWorld } from '../../test/support/core-world.js';
import { letterOf } from '../../test/support/dead-letters.js';
import { storedIn } from '../../test/support/stored-in.js';
import { MemoryObjectStore } from '../../test/support/memory-object-store.js';
import { TestClock } from '../../test/support/test-clock.js';
import { keyOfTraceId } from '../domain/letter/trace-id.js';
import { StoreError } from '../store/store-error.js';

const never = new AbortController().signal;

describe('the scanner of the catalog', () => {
  let clock: TestClock;
  let store: MemoryObjectStore;

  beforeEach(() => {
    clock = new TestClock();
    store = new MemoryObjectStore(clock);
  });

  it('reads again only what has another ETag', async () => {
    const [writer, reader] = [
      await startCoreWorld({ clock, store, name: 'w' }),
      await startCoreWorld({ clock, store, name: 'r' }),
    ];
    const letters = [0, 1, 2].map((n) => letterOf({ eventId: `e${n}` }));
    for (const letter of letters) await writer.letters.create(letter);
    expect(await reader.scanner.scan(undefined, never)).toEqual({
      listed: 3,
      read: 3,
      gone: 0,
      unread: 0,
      unreadable: 0,
    });
    const key = keyOfTraceId(letters[1]!.traceId);
    const stored = (await storedIn(writer.letters, key))!;
    await writer.letters.replace(stored, { ...stored.letter, retryCount: 7 });
    await writer.letters.remove((await storedIn(writer.letters, keyOfTraceId(letters[0]!.traceId)))!);
    expect(await reader.scanner.scan(undefined, never)).toEqual({
      listed: 2,
      read: 1,
      gone: 1,
      unread: 0,
      unreadable: 0,
    });
    expect(reader.catalog.find(key)?.retryCount).toBe(7);
  });

  it('reads past any number of records that the store does not hand out, and takes them back', async () => {
    const [writer, reader] = [
      await startCoreWorld({ clock, store, name: 'a' }),
      await startCoreWorld({ clock, store, name: 'b' }),
    ];
    for (let n = 0; n < 150; n++)
      await writer.letters.create(letterOf({ eventId: `e${n}`, at: clock.now() + n }));
    const sound = letterOf({ eventId: 'sound', at: clock.now() + 200 });
    await writer.letters.create(sound);
    store.interference = {
      before: (call, key) => {
        if (call !== 'get' || key === keyOfTraceId(sound.traceId)) return;
        throw new StoreError('S3 answered 403 InvalidObjectState', {
          outcomeUnknown: false,
          retryable: false,
        });
      },
    };
    const scan = async () => {
      const report = reader.scanner.scan(undefined, never);
      await clock.advance(60_000);
      return report;
    };
    expect(await scan()).toMatchObject({ listed: 151, read: 1, unreadable: 150, unread: 0 });
    expect(reader.catalog.deniedCount).toBe(150);
    store.interference = {};
    expect(await scan()).toMatchObject({ read: 150, unreadable: 0 });
    expect(reader.catalog.deniedCount).toBe(0);
  });

  it('reads again what it has read while an older reading of the same record ended', async () => {
    const writer = await startCoreWorld({ clock, store, name: 'w' });
    const reader = await startCoreWorld({ clock, store, name: 'r' });
    const { stored } = await writer.letters.create(letterOf());
    const answers: Array<() => void> = [];
    const answerLate = (call: string) =>
      call === 'get' ? new Promise<void>((resolve) => answers.push(resolve)) : undefined;
    store.interference = { after: answerLate };
    const older = reader.letters.read(stored.key);
    await clock.advance(0);
    await writer.letters.replace(stored, { ...stored.letter, retryCount: 7 });
    const scan = reader.scanner.scan(undefined, never);
    await clock.advance(0);
    expect(answers).toHaveLength(2);
    answers[0]!();
    await older;
    answers[1]!();
    await scan;
    store.interference = {};
    await reader.scanner.scan(undefined, never);
    expect(reader.catalog.find(stored.key)?.retryCount).toBe(7);
  });

  it.each(['', '"of the listing"'])('reads once what listings show with the ETag %s', async (etag) => {
    const [writer, reader] = [
      await startCoreWorld({ clock, store, name: 'a' }),
      await startCoreWorld({ clock, store, name: 'b' }),
    ];
    const list = store.list.bind(store);
    store.list = async (query) => {
      const page = await list(query);
      return { ...page, entries: page.entries.map((entry) => ({ ...entry, etag })) };
    };
    const letter = letterOf({ at: clock.now() });
    await writer.letters.create(letter);
    await clock.advance(2_000);
    expect(await reader.scanner.scan(undefined, never)).toMatchObject({ read: 1 });
    expect(await reader.scanner.scan(undefined, never)).toMatchObject({ read: 0 });
    const stored = (await storedIn(writer.letters, keyOfTraceId(letter.traceId)))!;
    await writer.letters.replace(stored, { ...letter, retryCount: 1 });
    await clock.advance(2_000);
    expect(await reader.scanner.scan(undefined, never)).toMatchObject({ read: 1 });
  });

  it('forgets nothing after a listing that leaves out an existing object', async () => {
    const replica = await startCoreWorld({ clock, store, name: 'a' });
    await replica.letters.create(letterOf({ at: clock.now() }));
    store.list = async () => ({ entries: [], truncated: false });
    await expect(replica.scanner.scan(undefined, never)).rejects.toThrow('leaves out an object that exists');
    expect(replica.catalog.size).toBe(1);
  });

  it('takes nothing before the window of a poll for gone', async () => {
    const replica = await startCoreWorld({ clock, store, name: 'a' });
    const old = letterOf({ eventId: 'old', at: clock.now() - 86_400_000 });
    await replica.letters.create(old);
    await replica.letters.create(letterOf({ eventId: 'new', at: clock.now() }));
    const report = await replica.scanner.scan(clock.now() - 7_200_000, never);
    expect(report).toEqual({ listed: 1, read: 0, gone: 0, unread: 0, unreadable: 0 });
    expect(replica.catalog.size).toBe(2);
  });
});
