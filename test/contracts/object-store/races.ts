import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { PutOptions, PutResult } from '../../../src/store/object-store.port.js';
import { StoreError } from '../../../src/store/store-error.js';
import type { StoreUnderTest } from './store-under-test.js';

const RACERS = 50;
const RACES = 4;

/** A store may ask for a call again that met another one at its key (S3: 409), having changed nothing. */
async function sentAgain(put: () => Promise<PutResult>): Promise<PutResult> {
  for (;;) {
    try {
      return await put();
    } catch (error) {
      if (!(error instanceof StoreError) || !error.retryable || error.outcomeUnknown) throw error;
    }
  }
}

/** That conditions hold where many writes meet. */
export function describeRaces(on: StoreUnderTest): void {
  describe('races', () => {
    it(`let one of ${RACERS} creators win`, async () => {
      for (let race = 0; race < RACES; race++) {
        const key = on.newKey();
        await expectOneWinner(key, 'absent');
      }
    });

    it(`let one of ${RACERS} with the same ETag win`, async () => {
      const key = on.newKey();
      let etag = await on.stored(key, 'start');
      for (let race = 0; race < RACES; race++) etag = await expectOneWinner(key, { ifMatch: etag });
    });

    async function expectOneWinner(key: string, condition: PutOptions['condition']): Promise<string> {
      const marks = Array.from({ length: RACERS }, () => randomUUID());
      const results = await Promise.all(
        marks.map((mark) => sentAgain(() => on.put(key, mark, { condition }))),
      );
      const winners = results.flatMap((result, i) =>
        result.outcome === 'stored' ? [{ etag: result.etag, mark: marks[i] }] : [],
      );
      expect(winners).toHaveLength(1);
      expect(await on.text(key)).toBe(winners[0]?.mark);
      expect((await on.read(key)).etag).toBe(winners[0]?.etag);
      return winners[0]?.etag ?? '';
    }
  });
}
