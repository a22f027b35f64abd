import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryLog } from '../../test/support/memory-log.js';
import { MemoryObjectStore } from '../../test/support/memory-object-store.js';
import { TestClock } from '../../test/support/test-clock.js';
import type { Note } from './note.js';
import { LIST_NOTES_EVERY_MS, NoteBook } from './note-book.js';

const BUDGET = { totalMs: 1_000, pauseMs: 10 };
const PRINT = 'v2-0123456789abcdef';

describe('notes of causes', () => {
  let clock: TestClock;
  let store: MemoryObjectStore;
  let ids: number;

  beforeEach(() => {
    clock = new TestClock();
    store = new MemoryObjectStore(clock);
    ids = 0;
  });

  const book = () => new NoteBook(store, BUDGET, clock, () => `w${++ids}`, new MemoryLog());
  const note = (changes: Partial<Note> = {}): Note => ({
    state: 'muted',
    text: 'known',
    owner: 'ann',
    until: null,
    updatedAt: clock.now(),
    updatedBy: 'ci',
    ...changes,
  });

  it('are the same on every replica within seconds', async () => {
    const [one, other] = [book(), book()];
    other.start();
    await clock.advance(0);
    const etag = await one.write(PRINT, note(), null);
    expect([one.isMuted(PRINT), other.isMuted(PRINT)]).toEqual([true, false]);
    await clock.advance(LIST_NOTES_EVERY_MS);
    expect(other.of(PRINT)).toEqual({ etag, note: note({ updatedAt: expect.any(Number) }) });
    await one.write(PRINT, note({ state: 'open' }), etag);
    await clock.advance(LIST_NOTES_EVERY_MS);
    expect(other.isMuted(PRINT)).toBe(false);
    await store.remove(`groups/${PRINT}.json`, { ifMatch: one.of(PRINT)!.etag });
    await clock.advance(LIST_NOTES_EVERY_MS);
    expect(other.of(PRINT)).toBeUndefined();
    await other.stop();
  });

  it('are written by one of two that replace the same', async () => {
    const [one, other] = [book(), book()];
    expect([await one.write(PRINT, note(), null), await other.write(PRINT, note(), null)]).toEqual([
      expect.any(String),
      null,
    ]);
    const before = (await other.read(PRINT))!.etag;
    expect(await one.write(PRINT, note({ text: 'a' }), before)).toEqual(expect.any(String));
    expect(await other.write(PRINT, note({ text: 'b' }), before)).toBeNull();
    expect((await other.read(PRINT))!.note.text).toBe('a');
  });

  it('end by themselves', async () => {
    const one = book();
    await one.write(PRINT, note({ until: clock.now() + 60_000 }), null);
    expect(one.isMuted(PRINT)).toBe(true);
    await clock.advance(60_000);
    expect(one.isMuted(PRINT)).toBe(false);
    expect(one.of(PRINT)!.note).toMatchObject({ state: 'open', owner: null, text: 'known' });
  });

  it('that somebody broke by hand count as open, and can be replaced', async () => {
    const put = { condition: 'absent', contentType: '', metadata: {} } as const;
    await store.put(`groups/${PRINT}.json`, Buffer.from('not JSON'), put);
    const one = book();
    await one.list();
    const { etag, note: broken } = one.of(PRINT)!;
    expect(broken).toMatchObject({ state: 'open', text: null });
    expect(await one.write(PRINT, note(), etag)).toEqual(expect.any(String));
  });
});
