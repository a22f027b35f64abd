import type { CallOptions } from '../call-options.js';

/** One version of an object, or the mark of a deletion. */
export interface ObjectVersion {
  id: string;
  isMark: boolean;
  isLatest: boolean;
}

/** A call that the store refuses for good: no permission, a retention, a server that does not list versions. */
export interface VersionsRefused {
  outcome: 'refused';
  reason: string;
}

/**
 * The first versions of one object, the newest first. `truncated`: there may be more, which come when these are gone.
 */
export interface VersionList {
  outcome: 'listed';
  versions: ObjectVersion[];
  truncated: boolean;
}

/** Earlier versions of objects, where a store keeps them. Both calls throw StoreError where they may succeed later. */
export interface ObjectVersions {
  /** The versions of exactly this key; none where the store keeps none. */
  list(key: string, options?: CallOptions): Promise<VersionList | VersionsRefused>;

  /** Deletes one version for good. One that is absent counts as removed. */
  remove(key: string, id: string, options?: CallOptions): Promise<{ outcome: 'removed' } | VersionsRefused>;
}

/** Of a store that keeps no earlier version of anything. */
export const NO_VERSIONS: ObjectVersions = {
  list: async () => ({ outcome: 'listed', versions: [], truncated: false }),
  remove: async () => ({ outcome: 'removed' }),
};
