import { link, lstat, lutimes, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PutOptions } from '../object-store.port.js';
import { StoreError } from '../store-error.js';
import type { DirectorySync } from './directory-sync.js';
import type { DirectoryTree } from './directory-tree.js';
import { errorCode, isAbsent, toStoreError } from './file-errors.js';
import { etagOfFile } from './file-version.js';
import { KeyLock } from './key-lock.js';
import { assertUnfollowed, statObject } from './object-reader.js';

/** How often a write makes its directory again after somebody removed it. */
const MAX_PLACINGS = 50;
const PERMANENT = { outcomeUnknown: false, retryable: false };

/** Writes and removes the files of objects: atomically, conditionally and durably. */
export class ObjectFiles {
  readonly #locks = new KeyLock();

  constructor(
    private readonly tree: DirectoryTree,
    private readonly directories: DirectorySync,
  ) {}

  /**
   * Moves the file at `temporary` to `path` if `condition` holds.
   *
   * @returns the new ETag, or undefined when the condition did not hold.
   * @throws StoreError
   */
  async place(
    temporary: string,
    path: string,
    condition: PutOptions['condition'],
  ): Promise<string | undefined> {
    const stats = await lstat(temporary, { bigint: true });
    const placed =
      condition === 'absent'
        ? await this.#create(temporary, path)
        : await this.#locks.run(path, () => this.#replace(temporary, path, condition));
    if (!placed) return undefined;
    await this.#settle(path, async () => {
      await this.directories.sync(dirname(path));
      await this.tree.ensure(dirname(path));
    });
    return etagOfFile(stats);
  }

  /** Gives the file at `path` another modification time, and so another ETag, if its ETag is `ifMatch`. */
  retime(path: string, ifMatch: string, seconds: number): Promise<void> {
    return this.#locks.run(path, async () => {
      const stats = await statObject(path);
      if (stats !== undefined && etagOfFile(stats) === ifMatch) await lutimes(path, seconds, seconds);
    });
  }

  /** Removes the file at `path` if its ETag is `ifMatch`. */
  remove(path: string, ifMatch: string): Promise<'removed' | 'missing' | 'conflict'> {
    return this.#locks.run(path, async () => {
      const stats = await statObject(path);
      if (stats === undefined) return 'missing';
      await assertUnfollowed(path);
      if (etagOfFile(stats) !== ifMatch) return 'conflict';
      await unlink(path);
      await this.#settle(path, () => this.directories.sync(dirname(path)));
      await this.tree.prune(dirname(path));
      return 'removed';
    });
  }

  /** A hard link fails if the file exists, so exactly one of several creators wins. */
  async #create(temporary: string, path: string): Promise<boolean> {
    for (let round = 1; ; round++) {
      try {
        await this.tree.ensure(dirname(path));
        await link(temporary, path);
        return true;
      } catch (error) {
        const code = errorCode(error);
        if (code === 'EEXIST' && !(await isDirectory(path))) return false;
        if (code === 'EEXIST') throw new StoreError('the key is a directory of other keys', PERMANENT);
        if (code !== 'ENOENT' || round === MAX_PLACINGS) throw error;
        this.tree.forget(dirname(path));
      }
    }
  }

  async #replace(
    temporary: string,
    path: string,
    condition: Exclude<PutOptions['condition'], 'absent'>,
  ): Promise<boolean> {
    if (condition === 'none') {
      // A creator at the same time does no harm: in the end the file is that of one of the two.
      if (await this.#create(temporary, path)) return true;
      await statObject(path);
      await rename(temporary, path);
      return true;
    }
    const current = await statObject(path);
    if (current === undefined) return false;
    await assertUnfollowed(path);
    if (etagOfFile(current) !== condition.ifMatch) return false;
    await rename(temporary, path);
    return true;
  }

  /** The change is already visible, so the outcome of a failure is unknown. */
  async #settle(path: string, makeDurable: () => Promise<void>): Promise<void> {
    try {
      await makeDurable();
    } catch (error) {
      if (errorCode(error) === 'ENOENT' && (await statObject(path)) === undefined) return;
      throw toStoreError(error, 'making a write durable', true);
    }
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}
