import { realpath, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Clock } from '../../runtime/clock.js';
import { DirectoryOwner } from './directory-owner.js';
import { DirectorySync } from './directory-sync.js';
import { DirectoryTree, pathOf } from './directory-tree.js';
import { toStoreError } from './file-errors.js';
import { WriteTimes } from './file-version.js';
import { assertObjectKey } from './object-key.js';
import { ObjectFiles } from './object-files.js';
import { listObjects } from './object-listing.js';
import { readHead, readObject } from './object-reader.js';
import { claimPrivate, makeWithParents } from './private-directory.js';
import { StoreClock } from './store-clock.js';
import { TempFiles } from './temp-files.js';
import type * as port from '../object-store.port.js';
import type { DiskSpace } from '../store-space.js';
import { StoreError } from '../store-error.js';

/** A file's time may lie so far ahead, milliseconds: a file system's clock is not to the millisecond. */
const AHEAD_MS = 2_000;

export interface FileObjectStoreConfig {
  /** Absolute, or relative to the working directory; made when it does not exist. */
  dataDir: string;
}

/**
 * The embedded store: one file per object at `DATA_DIR/objects/<key>`, for one process at a time.
 *
 * The file's first line, `cxone-dlq-object/1 {"contentType":...,"metadata":{...}}`, is followed by the body.
 * Taking a body out: `tail -n +2 file`. Putting one back: `cp body file`; a file without that line is all body.
 * Because keys are paths, no key may be the beginning of another one plus a slash.
 */
export class FileObjectStore implements port.ObjectStore {
  readonly kind = 'file';
  readonly honours = { atomicPut: true, atomicDelete: true };
  /** A file is replaced whole, and nothing of it is kept. */
  readonly #running = new Set<Promise<unknown>>();
  #closed = false;

  private constructor(
    private readonly root: string,
    private readonly owner: DirectoryOwner,
    private readonly files: ObjectFiles,
    private readonly temporary: TempFiles,
    private readonly times: WriteTimes,
    private readonly clock: StoreClock,
  ) {}

  /**
   * Opens the store and takes its directory for this process.
   *
   * @throws StoreError when another running process holds the directory or it cannot be used.
   */
  static async open(config: FileObjectStoreConfig, clock: Clock): Promise<FileObjectStore> {
    const directories = new DirectorySync();
    const dataDir = resolve(config.dataDir);
    let owner: DirectoryOwner | undefined;
    try {
      await makeWithParents(dataDir);
      // It may be a symlink itself; below it there is none.
      const real = await realpath(dataDir);
      const [root, tmp] = [join(real, 'objects'), join(real, 'tmp')];
      await claimPrivate(root);
      await claimPrivate(tmp);
      owner = await DirectoryOwner.acquire(dataDir, clock);
      const storeClock = new StoreClock(clock);
      const times = new WriteTimes(storeClock);
      const temporary = new TempFiles(tmp, times);
      await temporary.clear();
      await directories.sync(real);
      await directories.sync(dirname(real));
      const files = new ObjectFiles(new DirectoryTree(root, directories), directories);
      return new FileObjectStore(root, owner, files, temporary, times, storeClock);
    } catch (error) {
      await owner?.release();
      throw toStoreError(error, `opening the store in ${dataDir}`, false);
    }
  }

  put(key: string, bytes: Uint8Array, options: port.PutOptions): Promise<port.PutResult> {
    const { condition, contentType, metadata } = options;
    return this.#change(`writing ${key}`, options, async () => {
      const path = this.#path(key);
      const etag = await this.temporary.withObject({ contentType, metadata }, bytes, (file) =>
        this.files.place(file, path, condition),
      );
      return etag === undefined ? { outcome: 'conflict' } : { outcome: 'stored', etag, versioned: false };
    });
  }

  get(key: string, options?: port.CallOptions): Promise<port.GetResult> {
    return this.#run(`reading ${key}`, options, async () => {
      const object = await this.#inTime(key, readObject);
      if (object === undefined) return { outcome: 'missing' };
      return { outcome: 'found', object: { ...object, storeTime: this.clock.now() } };
    });
  }

  head(key: string, options?: port.CallOptions): Promise<port.HeadResult> {
    return this.#run(`reading ${key}`, options, async () => {
      const head = await this.#inTime(key, readHead);
      if (head === undefined) return { outcome: 'missing' };
      return { outcome: 'found', head: { ...head, storeTime: this.clock.now() } };
    });
  }

  list(query: port.ListQuery, options?: port.CallOptions): Promise<port.ListPage> {
    return this.#run(`listing ${query.prefix}`, options, () => listObjects(this.root, query));
  }

  remove(key: string, options: port.RemoveOptions): Promise<port.RemoveResult> {
    return this.#change(`removing ${key}`, options, async () => ({
      outcome: await this.files.remove(this.#path(key), options.ifMatch),
    }));
  }

  /**
   * What the file system below DATA_DIR has.
   *
   * @throws Error where the directory is gone
   */
  async space(): Promise<DiskSpace> {
    const { bavail, blocks, bsize, ffree, files } = await statfs(this.root);
    const counted = files > 0;
    return {
      freeBytes: bavail * bsize,
      sizeBytes: blocks * bsize,
      freeFiles: counted ? ffree : null,
      maxFiles: counted ? files : null,
    };
  }

  /** Whether DATA_DIR is still the directory that this process has taken. */
  isInPlace(): Promise<boolean> {
    return this.owner.isInPlace();
  }

  /** Waits for the calls in flight, then lets the directory go. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.allSettled(this.#running);
    await this.owner.release();
  }

  /**
   * Reads a file. One whose time lies ahead was written under a wrong clock, and would seem new until that time: a
   * lease in it would not run out. It counts as written now.
   */
  async #inTime<T extends { etag: string; lastModified: number }>(
    key: string,
    read: (path: string) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const path = this.#path(key);
    const found = await read(path);
    if (found === undefined || found.lastModified <= this.clock.now() + AHEAD_MS) return found;
    await this.files.retime(path, found.etag, this.times.next());
    return read(path);
  }

  #path(key: string): string {
    assertObjectKey(key);
    return pathOf(this.root, key);
  }

  /** What was written counts only where the directory is still ours afterwards. */
  #change<T>(what: string, options: port.CallOptions, work: () => Promise<T>): Promise<T> {
    return this.#run(what, options, async () => {
      const result = await work();
      await this.#assertInPlace(what, true);
      return result;
    });
  }

  async #assertInPlace(what: string, outcomeUnknown: boolean): Promise<void> {
    if (await this.owner.isInPlace()) return;
    const reason = 'DATA_DIR was removed, or replaced by another: restart the service';
    throw new StoreError(`${what}: ${reason}`, { outcomeUnknown, retryable: false });
  }

  async #run<T>(what: string, options: port.CallOptions | undefined, work: () => Promise<T>): Promise<T> {
    const untouched = { outcomeUnknown: false, retryable: true };
    if (this.#closed)
      throw new StoreError(`${what}: the store is closed`, { ...untouched, retryable: false });
    const signal = options?.signal;
    if (signal?.aborted) throw new StoreError(`${what}: aborted`, { ...untouched, cause: signal.reason });
    const running = this.#assertInPlace(what, false).then(work);
    this.#running.add(running);
    try {
      return await running;
    } catch (error) {
      throw toStoreError(error, what, false);
    } finally {
      this.#running.delete(running);
    }
  }
}
