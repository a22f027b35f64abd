import type { CallOptions } from '../object-store.port.js';

/** Earlier versions of objects, where a store keeps them. */
export interface ObjectVersions {
  /**
   * Deletes every version of an object that was deleted, with the marks of its deletion. It can be repeated.
   *
   * @throws StoreError where the same call may succeed later
   */
  purge(key: string, options?: CallOptions): Promise<PurgeResult>;
}

/**
 * - `none`: the store keeps no version of it.
 * - `purged`: so many versions and marks were deleted, and none is left.
 * - `kept`: there are, or may be, versions that could not be deleted, for `reason`: no permission, a retention, a server
 *   that does not list versions.
 * - `present`: the object is there again, so nothing was deleted.
 */
export type PurgeResult =
  | { outcome: 'none' }
  | { outcome: 'purged'; versions: number }
  | { outcome: 'kept'; reason: string }
  | { outcome: 'present' };

export const OBJECT_VERSIONS = Symbol('OBJECT_VERSIONS');

/** Of a store that keeps no earlier version of anything. */
export const NO_VERSIONS: ObjectVersions = { purge: async () => ({ outcome: 'none' }) };
