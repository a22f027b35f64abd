import { constants, type BigIntStats } from 'node:fs';
import { lstat, open, realpath, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ObjectHead, StoredObject } from '../object-store.port.js';
import { StoreError } from '../store-error.js';
import { errorCode, isAbsent } from './file-errors.js';
import { etagOfFile, lastModifiedOf } from './file-version.js';
import { decodeHeader, decodeObjectFile, headerOrPlain, type ObjectHeader } from './object-file.js';

/** Longer than the header of any object that also fits into S3 (2 KiB of metadata). */
const HEADER_BYTES = 8 * 1024;

/** Opens no symlink, and does not wait for the other end of a FIFO. */
export const UNFOLLOWED = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** What opening says of a symlink, and of a socket. */
const REFUSED = new Set(['ELOOP', 'EMLINK', 'ENXIO']);

/** What an object's file says, without the store's clock. */
type Read<T extends ObjectHead> = Omit<T, 'storeTime'>;

/** Reads one version of an object; undefined when there is none. */
export function readObject(path: string): Promise<Read<StoredObject> | undefined> {
  return withFile(path, async (handle, stats) => {
    const file = await handle.readFile();
    if (BigInt(file.length) !== stats.size) throw new Error(`read ${file.length} of ${stats.size} bytes`);
    const { header, body } = decodeObjectFile(file);
    return { ...describe(stats, header), bytes: body, contentType: header.contentType };
  });
}

/** Reads an object's head; undefined when there is none. */
export function readHead(path: string): Promise<Read<ObjectHead> | undefined> {
  return withFile(path, async (handle, stats) => {
    const start = Buffer.alloc(HEADER_BYTES);
    const { bytesRead } = await handle.read(start, 0, HEADER_BYTES, 0);
    const header = decodeHeader(start.subarray(0, bytesRead));
    if (header !== 'incomplete') return describe(stats, headerOrPlain(header));
    return describe(stats, decodeObjectFile(await handle.readFile()).header);
  });
}

/**
 * The status of the object's file; undefined when there is none.
 *
 * @throws StoreError where a symlink, a FIFO or the like stands there.
 */
export async function statObject(path: string): Promise<BigIntStats | undefined> {
  try {
    return usable(path, await lstat(path, { bigint: true }));
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** A directory holds other keys, so there is no object. @throws StoreError for what is no regular file either. */
function usable(path: string, stats: BigIntStats): BigIntStats | undefined {
  if (stats.isFile()) return stats;
  if (stats.isDirectory()) return undefined;
  throw notAnObject(path);
}

function notAnObject(path: string): StoreError {
  return new StoreError(`${path} is no regular file: symlinks and the like are not followed`, {
    outcomeUnknown: false,
    retryable: false,
  });
}

/** A path of the store has no symlink in it; what one leads to is not ours. @throws StoreError where it has one. */
export async function assertUnfollowed(path: string): Promise<void> {
  if ((await realpath(dirname(path))) !== dirname(path)) throw notAnObject(path);
}

function describe(stats: BigIntStats, { metadata }: ObjectHeader): Read<ObjectHead> {
  return { etag: etagOfFile(stats), metadata, lastModified: lastModifiedOf(stats) };
}

async function withFile<T>(
  path: string,
  use: (handle: FileHandle, stats: BigIntStats) => Promise<T>,
): Promise<T | undefined> {
  let handle: FileHandle;
  try {
    await assertUnfollowed(path);
    handle = await open(path, UNFOLLOWED);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    if (REFUSED.has(errorCode(error) ?? '')) throw notAnObject(path);
    throw error;
  }
  try {
    const stats = usable(path, await handle.stat({ bigint: true }));
    return stats === undefined ? undefined : await use(handle, stats);
  } finally {
    await handle.close();
  }
}
