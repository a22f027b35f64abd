import type { BigIntStats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import type { ObjectHead, StoredObject } from '../object-store.port.js';
import { isAbsent } from './file-errors.js';
import { etagOf, lastModifiedOf } from './file-version.js';
import { decodeHeader, decodeObjectFile, headerOrPlain, type ObjectHeader } from './object-file.js';

/** Longer than the header of any object that also fits into S3 (2 KiB of metadata). */
const HEADER_BYTES = 8 * 1024;

/** What an object's file says, without the store's clock. */
type Read<T extends ObjectHead> = Omit<T, 'storeTime'>;

/** Reads one version of an object; undefined when there is none. */
export function readObject(path: string): Promise<Read<StoredObject> | undefined> {
  return withFile(path, async (handle, stats) => {
    const { header, body } = decodeObjectFile(await handle.readFile());
    return { ...describe(stats, header), bytes: body };
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

/** The status of the object's file; undefined when there is none. */
export async function statObject(path: string): Promise<BigIntStats | undefined> {
  try {
    const stats = await stat(path, { bigint: true });
    return stats.isFile() ? stats : undefined;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function describe(stats: BigIntStats, { metadata }: ObjectHeader): Read<ObjectHead> {
  return { etag: etagOf(stats), metadata, lastModified: lastModifiedOf(stats) };
}

async function withFile<T>(
  path: string,
  use: (handle: FileHandle, stats: BigIntStats) => Promise<T>,
): Promise<T | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
  try {
    const stats = await handle.stat({ bigint: true });
    return stats.isFile() ? await use(handle, stats) : undefined;
  } finally {
    await handle.close();
  }
}
