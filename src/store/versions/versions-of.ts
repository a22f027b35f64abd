import type { ObjectStore } from '../object-store.port.js';
import { NO_VERSIONS, type ObjectVersions } from './object-versions.port.js';

/** A store whose adapter knows of earlier versions. */
interface Versioned {
  readonly versions: ObjectVersions;
}

/** The earlier versions of the objects of an adapter; none where the adapter knows of none. */
export function versionsOf(store: ObjectStore): ObjectVersions {
  return isVersioned(store) ? store.versions : NO_VERSIONS;
}

function isVersioned(store: ObjectStore): store is ObjectStore & Versioned {
  return 'versions' in store;
}
