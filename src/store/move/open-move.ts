import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Clock } from '../../runtime/clock.js';
import { Facts } from '../../runtime/facts.js';
import { SILENT_LOG } from '../../runtime/log/silent-log.js';
import { composeStore } from '../compose-store.js';
import { FileStoreReader } from '../file/file-store-reader.js';
import type { ObjectStore, ReadableStore } from '../object-store.port.js';
import { openObjectStore } from '../open-object-store.js';
import type { MovePlace } from './move-places.js';
import { MoveStopped } from './move-stopped.js';
import { ReadOnlyTarget } from './read-only-target.js';

/** Opens the source, which is only read: its service may run. @throws StoreError */
export async function openSource(place: MovePlace, clock: Clock): Promise<ReadableStore> {
  const { config, location } = place;
  return config.s3 === null ? FileStoreReader.open(location, clock) : openBare(place, clock);
}

/**
 * Opens the target, behind the proof that it honours conditions: without them a move could overwrite what is newer.
 *
 * @throws StoreError, StoreRefused, MoveStopped where it does not answer
 */
export async function openTarget(place: MovePlace, clock: Clock): Promise<ObjectStore> {
  const { config, location } = place;
  const bare = await openBare(place, clock);
  // A copy is only removed where no service runs on the target, so the deletes need no proof, which takes longest.
  const store = { ...config, atomicDelete: false };
  const parts = { bare, config: { store }, clock, newId: randomUUID, log: SILENT_LOG };
  const { objects, proof } = composeStore({ ...parts, facts: new Facts(SILENT_LOG) });
  try {
    await proof.start();
    if (proof.hindrance !== null)
      throw new MoveStopped(`${location} cannot be written to: ${proof.hindrance}`);
    return objects;
  } catch (error) {
    await objects.close();
    throw error;
  } finally {
    proof.stop();
  }
}

/** Opens the target of a dry run: nothing is made or written there. @throws StoreError */
export async function openTargetToRead(place: MovePlace, clock: Clock): Promise<ObjectStore> {
  const { config, location } = place;
  if (config.s3 !== null) return new ReadOnlyTarget(await openBare(place, clock));
  const isStore = existsSync(`${location}/objects`);
  return new ReadOnlyTarget(isStore ? await FileStoreReader.open(location, clock) : null);
}

/** Whether a running service holds the source; `null`: nothing tells that of a bucket. */
export async function isInUse(source: ReadableStore): Promise<boolean | null> {
  return source instanceof FileStoreReader ? source.isInUse() : null;
}

function openBare({ config, maxBodyBytes, proxies }: MovePlace, clock: Clock): Promise<ObjectStore> {
  return openObjectStore(config, { maxBodyBytes, proxies }, clock, SILENT_LOG);
}
