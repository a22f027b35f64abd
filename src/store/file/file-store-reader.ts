import { access, readdir, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Clock } from '../../runtime/clock.js';
import type { CallOptions, GetResult, ListPage, ListQuery, ReadableStore } from '../object-store.port.js';
import { StoreError } from '../store-error.js';
import { CLAIM } from './directory-owner.js';
import { pathOf } from './directory-tree.js';
import { toStoreError } from './file-errors.js';
import { assertObjectKey } from './object-key.js';
import { listObjects } from './object-listing.js';
import { readObject } from './object-reader.js';
import { probeClaim } from './owner-probe.js';

/**
 * Reads an embedded store without taking its directory, so that the service may run on it at the same time. Files are
 * replaced whole, so each object that is read is one version of it. Nothing is made or changed in the directory.
 */
export class FileStoreReader implements ReadableStore {
  readonly kind = 'file';

  private constructor(
    private readonly directory: string,
    private readonly root: string,
    private readonly clock: Clock,
  ) {}

  /** @throws StoreError where the directory holds no store */
  static async open(dataDir: string, clock: Clock): Promise<FileStoreReader> {
    try {
      const directory = await realpath(resolve(dataDir));
      const root = join(directory, 'objects');
      await access(root);
      return new FileStoreReader(directory, root, clock);
    } catch (error) {
      throw new StoreError(
        `${dataDir}: expected the DATA_DIR of a service, with a directory "objects" in it`,
        {
          outcomeUnknown: false,
          retryable: false,
          cause: error,
        },
      );
    }
  }

  get(key: string, options?: CallOptions): Promise<GetResult> {
    return this.run(`reading ${key}`, options, async () => {
      assertObjectKey(key);
      const object = await readObject(pathOf(this.root, key));
      if (object === undefined) return { outcome: 'missing' };
      return { outcome: 'found', object: { ...object, storeTime: this.clock.now() } };
    });
  }

  list(query: ListQuery, options?: CallOptions): Promise<ListPage> {
    return this.run(`listing ${query.prefix}`, options, () => listObjects(this.root, query));
  }

  /** Whether a running process, such as the service, holds the directory. */
  async isInUse(): Promise<boolean> {
    for (const name of await readdir(this.directory)) {
      if (!CLAIM.test(name)) continue;
      const state = await probeClaim(join(this.directory, name), this.clock, false);
      if (state === 'owner' || state === 'undecided') return true;
    }
    return false;
  }

  async close(): Promise<void> {}

  private async run<T>(what: string, options: CallOptions | undefined, work: () => Promise<T>): Promise<T> {
    const signal = options?.signal;
    const untouched = { outcomeUnknown: false, retryable: true };
    if (signal?.aborted) throw new StoreError(`${what}: aborted`, { ...untouched, cause: signal.reason });
    return work().catch((error: unknown) => {
      throw toStoreError(error, what, false);
    });
  }
}
