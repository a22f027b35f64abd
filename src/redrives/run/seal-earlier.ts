import type { JobRecord, Sealed } from '../store/job-record.js';
import type { ShardStore } from '../store/shard.store.js';

/**
 * What a new owner notes of the results of earlier ones: those that are stored by now count, and nothing that is stored
 * later does.
 *
 * @param record with the new owner
 * @throws StoreError
 */
export async function sealEarlier(
  record: JobRecord,
  shards: Pick<ShardStore, 'written' | 'withoutForeignEnd'>,
): Promise<Pick<JobRecord, 'sealed' | 'unsealed' | 'begun_below'>> {
  const mine = record.owner?.writer ?? '';
  const sealed: Sealed[] = [];
  let { begun_below } = record;
  for (const one of await shards.written(record)) {
    if (one.writer === mine) continue;
    const isOpen = record.unsealed.includes(one.writer);
    const kept = isOpen ? await shards.withoutForeignEnd(record.job_id, one) : one;
    // Its owner may have taken them for stored, and then it has begun more members than the others tell.
    if (kept.shards < one.shards) begun_below = record.total;
    sealed.push(kept);
  }
  return { sealed, unsealed: [mine], begun_below };
}
