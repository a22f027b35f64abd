import type { CallOptions } from '../call-options.js';
import type { ObjectVersion, ObjectVersions, VersionList } from './object-versions.port.js';

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
  purge(key: string, options: CallOptions = {}): Promise<PurgeResult> {
    return this.purgeBy(key, options, (list) => (isPresent(list) ? 'present' : withLatestLast(list)));
  }

  /**
   * Deletes every version of an object but the latest one.
   *
   * @throws StoreError where the same call may succeed later
   */
  purgeEarlier(key: string, options: CallOptions = {}): Promise<PurgeResult> {
    return this.purgeBy(key, options, ({ versions }) => versions.filter(({ isLatest }) => !isLatest));
  }

  /** @param next the versions that go now, in their order; none: all are gone */
  private async purgeBy(
    key: string,
    options: CallOptions,
    next: (list: VersionList) => readonly ObjectVersion[] | 'present',
  ): Promise<PurgeResult> {
    let purged = 0;
    for (let listings = 0; listings < MAX_LISTINGS; listings++) {
      const list = await this.versions.list(key, options);
      if (list.outcome === 'refused') return { outcome: 'kept', reason: list.reason };
      const going = next(list);
      if (going === 'present') return { outcome: 'present' };
      if (going.length === 0)
        return purged === 0 ? { outcome: 'none' } : { outcome: 'purged', versions: purged };
      for (const { id } of going) {
        const removal = await this.versions.remove(key, id, options);
        if (removal.outcome === 'refused') return { outcome: 'kept', reason: removal.reason };
        purged++;
      }
    }
    return { outcome: 'kept', reason: 'the store lists versions that it has deleted' };
  }
}

function isPresent({ versions }: VersionList): boolean {
  return versions.some(({ isLatest, isMark }) => isLatest && !isMark);
}

/** The latest mark stays while there may be more versions. */
function withLatestLast({ versions, truncated }: VersionList): ObjectVersion[] {
  const latest = versions.filter(({ isLatest }) => isLatest);
  const others = versions.filter(({ isLatest }) => !isLatest);
  return truncated && others.length > 0 ? others : [...others, ...latest];
}
