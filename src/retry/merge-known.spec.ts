import { describe, expect, it, vi } from 'vitest';
import { startCoreWorld } from '../../test/support/core-world.js';
import { letterOf } from '../../test/support/dead-letters.js';
import { StoreError } from '../store/store-error.js';
import { keyOfTraceId } from '../domain/letter/trace-id.js';
import type { MergeOutcome } from './merge.service.js';

const AT = Date.UTC(2024, 9, 23, 14);
const [older, younger] = [letterOf({ at: AT }), letterOf({ at: AT + 1 })];
const keys = { older: keyOfTraceId(older.traceId), younger: keyOfTraceId(younger.traceId) };

/** Which of two twins are not to be retried, when merging them goes like this. */
async function apart(merge: () => Promise<MergeOutcome>): Promise<Array<'older' | 'younger'>> {
  const { catalog, merges } = await startCoreWorld();
  catalog.written(keys.older, '"1"', older);
  catalog.written(keys.younger, '"2"', younger);
  const spy = vi.spyOn(merges, 'merge').mockImplementation(merge);
  const result = await merges.mergeKnown();
  expect(spy).toHaveBeenCalledExactlyOnceWith(keys);
  return (['older', 'younger'] as const).filter((which) => result.apart.has(keys[which]));
}

describe('merging twins before others are retried', () => {
  it('leaves the older to be retried where the younger is merged into it', async () => {
    expect(await apart(async () => 'merged')).toEqual(['younger']);
  });

  it('lets neither be retried while the younger is in other hands: its event may be running', async () => {
    expect(await apart(async () => 'younger_busy')).toEqual(['older', 'younger']);
  });

  it('goes on with the older where that is to be settled first', async () => {
    expect(await apart(async () => 'older_first')).toEqual(['younger']);
  });

  it('lets neither be retried where it could not find out', async () => {
    const failing = async () => {
      throw new StoreError('refused', { outcomeUnknown: false, retryable: true });
    };
    expect(await apart(failing)).toEqual(['older', 'younger']);
  });

  it('lets both be retried where they turn out to be two', async () => {
    expect(await apart(async () => 'distinct')).toEqual([]);
  });
});
