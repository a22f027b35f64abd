import { describe, expect, it } from 'vitest';
import type { StoreUnderTest } from './store-under-test.js';

/** What becomes of an object's bytes and metadata. */
export function describeObjects(on: StoreUnderTest): void {
  describe('objects', () => {
    it.each([
      ['no bytes', new Uint8Array()],
      ['one line end', Buffer.from('\n')],
      ['every byte value', Buffer.from(Array.from({ length: 256 }, (_, i) => i))],
      ['1 MiB', Buffer.alloc(1024 * 1024, 'cxone ')],
    ])('come back as they were stored: %s', async (_, bytes) => {
      const key = on.newKey();
      const etag = await on.stored(key, bytes);
      const object = await on.read(key);
      expect(Buffer.compare(object.bytes, bytes)).toBe(0);
      expect(object.etag).toBe(etag);
    });

    it('carry their metadata, in get and in head', async () => {
      const key = on.newKey();
      const metadata = {
        event_id: `evt ${'x'.repeat(252)}`,
        schema_ver: 'v2.1%0A%25',
        retry_count: '0',
        odd: `a "quoted"; value, with = and ' inside`,
      };
      const etag = await on.stored(key, '{}', { metadata });
      expect((await on.read(key)).metadata).toEqual(metadata);
      const head = await on.store.head(key);
      expect(head).toMatchObject({ outcome: 'found', head: { etag, metadata } });
      expect(head).not.toHaveProperty('head.bytes');
    });

    it('carry their content type', async () => {
      const key = on.newKey();
      await on.stored(key, '{}', { contentType: 'application/x-ndjson' });
      expect((await on.read(key)).contentType).toBe('application/x-ndjson');
    });

    it('replace their metadata when they are replaced', async () => {
      const key = on.newKey();
      const first = await on.stored(key, '1', { metadata: { retry_count: '1', gone: 'yes' } });
      await on.stored(key, '2', { condition: { ifMatch: first }, metadata: { retry_count: '2' } });
      expect((await on.read(key)).metadata).toEqual({ retry_count: '2' });
    });

    it('are missing before they are stored', async () => {
      const key = on.newKey();
      expect(await on.store.get(key)).toEqual({ outcome: 'missing' });
      expect(await on.store.head(key)).toEqual({ outcome: 'missing' });
    });

    it('tell when they were written, by the clock that also tells the time of the answer', async () => {
      const key = on.newKey();
      await on.stored(key, '1');
      const object = await on.read(key);
      const head = await on.store.head(key);
      if (head.outcome !== 'found') throw new Error(head.outcome);
      for (const { lastModified, storeTime } of [object, head.head]) {
        expect(Math.abs(storeTime - Date.now())).toBeLessThan(30_000);
        expect(storeTime - lastModified).toBeGreaterThanOrEqual(-1_000);
        expect(storeTime - lastModified).toBeLessThan(30_000);
      }
    });
  });
}
