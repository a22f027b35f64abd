import { describe, expect, it } from 'vitest';
import type { StoreUnderTest } from './store-under-test.js';

/** When writes and removals happen, and when they do not. */
export function describeConditions(on: StoreUnderTest): void {
  describe('conditions', () => {
    it('create an object only where there is none', async () => {
      const key = on.newKey();
      const etag = await on.stored(key, 'first');
      expect(await on.put(key, 'second')).toEqual({ outcome: 'conflict' });
      expect(await on.read(key)).toMatchObject({ etag });
      expect(await on.text(key)).toBe('first');
    });

    it('replace an object only while it carries the ETag', async () => {
      const key = on.newKey();
      const first = await on.stored(key, 'first');
      const second = await on.stored(key, 'second', { condition: { ifMatch: first } });
      expect(second).not.toBe(first);
      expect(await on.put(key, 'third', { condition: { ifMatch: first } })).toEqual({ outcome: 'conflict' });
      expect(await on.text(key)).toBe('second');
      expect((await on.read(key)).etag).toBe(second);
    });

    it('refuse to replace what is not there', async () => {
      const key = on.newKey();
      const etag = await on.stored(on.newKey(), 'other');
      expect(await on.put(key, 'body', { condition: { ifMatch: etag } })).toEqual({ outcome: 'conflict' });
      expect(await on.store.get(key)).toEqual({ outcome: 'missing' });
    });

    it('give a new ETag to every write of other bytes', async () => {
      const key = on.newKey();
      const etags = [await on.stored(key, '0')];
      for (let i = 1; i <= 10; i++) {
        etags.push(await on.stored(key, String(i), { condition: { ifMatch: etags.at(-1) ?? '' } }));
      }
      expect(new Set(etags).size).toBe(11);
    });

    it('remove an object only while it carries the ETag', async () => {
      const key = on.newKey();
      const first = await on.stored(key, 'first');
      const second = await on.stored(key, 'second', { condition: { ifMatch: first } });
      expect(await on.store.remove(key, { ifMatch: first })).toEqual({ outcome: 'conflict' });
      expect(await on.text(key)).toBe('second');
      expect(await on.store.remove(key, { ifMatch: second })).toEqual({ outcome: 'removed' });
      expect(await on.store.get(key)).toEqual({ outcome: 'missing' });
      expect(await on.store.head(key)).toEqual({ outcome: 'missing' });
    });

    it('let a removed object be made again, and not be removed by its former ETag', async () => {
      const key = on.newKey();
      const first = await on.stored(key, 'first');
      await on.store.remove(key, { ifMatch: first });
      await on.stored(key, 'second');
      expect(await on.store.remove(key, { ifMatch: first })).toEqual({ outcome: 'conflict' });
      expect(await on.text(key)).toBe('second');
    });

    it('make the removal of a missing object no error and no change', async () => {
      const key = on.newKey();
      const result = await on.store.remove(key, { ifMatch: '"0123456789abcdef0123456789abcdef"' });
      // Some S3 servers cannot tell.
      expect(['missing', 'removed']).toContain(result.outcome);
      expect(await on.store.get(key)).toEqual({ outcome: 'missing' });
    });
  });
}
