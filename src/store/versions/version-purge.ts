import type { CallOptions } from '../object-store.port.js';
import type { ObjectVersions, VersionList } from './object-versions.port.js';

/** Listings of one object. A server that deletes nothing would list the same versions for ever. */
const MAX_LISTINGS = 100;

/**
 * - `none`: the store keeps no version of it.
 * - `purged`: so many versions and marks were deleted, and none is left.
 * - `kept`: there are, or may be, versions that could not be deleted, for `reason`.
 * - `present`: the object is there again, so nothing was deleted.
 */
export type PurgeResult =
  | { outcome: 'none' }
  | { outcome: 'purged'; versions: number }
  | { outcome: 'kept'; reason: string }
  | { outcome: 'present' };

/** Deletes the versions of objects that are gone. */
export class VersionPurge {
  constructor(private readonly versions: ObjectVersions) {}

  /**
   * Deletes every version of an object that was deleted, with the marks of its deletion. It can be repeated, and it can
   * break off anywhere: the latest mark goes last, since without it S3 shows the version before it as the object again.
   *
   * @throws StoreError where the same call may succeed later
   */
  async purge(key: string, options: CallOptions = {}): Promise<PurgeResult> {
    let purged = 0;
    for (let listings = 0; listings < MAX_LISTINGS; listings++) {
      const list = await this.versions.list(key, options);
      if (list.outcome === 'refused') return { outcome: 'kept', reason: list.reason };
      if (list.versions.length === 0)
        return purged === 0 ? { outcome: 'none' } : { outcome: 'purged', versions: purged };
      if (list.versions.some(({ isLatest, isMark }) => isLatest && !isMark)) return { outcome: 'present' };
      for (const id of nextOf(list)) {
        const removal = await this.versions.remove(key, id, options);
        if (removal.outcome === 'refused') return { outcome: 'kept', reason: removal.reason };
        purged++;
      }
    }
    return { outcome: 'kept', reason: LISTED_STILL };
  }

  /**
   * Deletes every version of an object but the latest one.
   *
   * @throws StoreError where the same call may succeed later
   */
  async purgeEarlier(
    key: string,
    options: CallOptions = {},
  ): Promise<Exclude<PurgeResult, { outcome: 'present' }>> {
    let purged = 0;
    for (let listings = 0; listings < MAX_LISTINGS; listings++) {
      const list = await this.versions.list(key, options);
      if (list.outcome === 'refused') return { outcome: 'kept', reason: list.reason };
      const earlier = list.versions.filter(({ isLatest }) => !isLatest);
      if (earlier.length === 0)
        return purged === 0 ? { outcome: 'none' } : { outcome: 'purged', versions: purged };
      for (const { id } of earlier) {
        const removal = await this.versions.remove(key, id, options);
        if (removal.outcome === 'refused') return { outcome: 'kept', reason: removal.reason };
        purged++;
      }
    }
    return { outcome: 'kept', reason: LISTED_STILL };
  }
}

const LISTED_STILL = 'the store lists versions that it has deleted';

/** The ids that go now, in their order. The latest mark stays while there may be more versions. */
function nextOf({ versions, truncated }: VersionList): string[] {
  const latest = versions.filter(({ isLatest }) => isLatest);
  const others = versions.filter(({ isLatest }) => !isLatest);
  const mayEnd = !truncated || others.length === 0;
  return (mayEnd ? [...others, ...latest] : others).map(({ id }) => id);
}
