import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeConditions } from './object-store/conditions.js';
import { describeListings } from './object-store/listings.js';
import { describeObjects } from './object-store/objects.js';
import { describeRaces } from './object-store/races.js';
import { StoreUnderTest, type OpenedStore } from './object-store/store-under-test.js';

/** What every adapter of the object store must do. Each run keeps to keys of its own. */
export function describeObjectStore(name: string, open: () => Promise<OpenedStore>): void {
  describe(`${name} as an object store`, () => {
    const on = new StoreUnderTest(open);
    beforeAll(() => on.open());
    afterAll(() => on.close());

    describeObjects(on);
    describeConditions(on);
    describeRaces(on);
    describeListings(on);

    it('does nothing when the signal has been aborted already', async () => {
      const key = on.newKey();
      const etag = await on.stored(key, 'kept');
      const signal = AbortSignal.abort(new Error('stopped'));
      const calls = [
        on.put(on.newKey(), 'x', { signal }),
        on.store.get(key, { signal }),
        on.store.head(key, { signal }),
        on.store.list({ prefix: key, limit: 1 }, { signal }),
        on.store.remove(key, { ifMatch: etag, signal }),
      ];
      for (const call of calls) {
        await expect(call).rejects.toMatchObject({ name: 'StoreError', outcomeUnknown: false });
      }
      expect(await on.text(key)).toBe('kept');
    });
  });
}
