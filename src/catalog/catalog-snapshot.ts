import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describeError, type Log } from '../runtime/logger.js';
import { LoopTurns } from '../runtime/loop-turns.js';
import { PRIVATE_DIRECTORY } from '../store/file/private-directory.js';
import type { Catalog } from './catalog.js';
import { readSnapshotFile, UnusableSnapshot, writeSnapshotFile } from './snapshot-file.js';
import { fromFrame, SnapshotFrame } from './snapshot-frame.js';

const FORMAT = 'cxone-dlq-catalog/6';

/**
 * The catalog in a file, so that a restart does not read every record again. It decides nothing: a listing then shows
 * which of its lines still hold. A file that is damaged, missing or of another store is ignored.
 *
 * The first line names the format and the store. Lines with a few hundred objects each follow, then the digest of the whole.
 * Others have their turn after each line, and may change the catalog meanwhile.
 */
export class CatalogSnapshot {
  private writtenAt = -1;
  private readonly header: string;

  /**
   * @param of the store, and whatever else the content depends on
   * @param mayWrite whether the directory of `path` is still ours
   */
  constructor(
    private readonly path: string,
    of: Record<string, unknown>,
    private readonly log: Log,
    private readonly mayWrite: () => Promise<boolean> = async () => true,
  ) {
    this.header = JSON.stringify({ format: FORMAT, ...of });
  }

  /** Removes files that a killed process left behind. Of several processes with one directory, only the writer may. */
  async clear(): Promise<void> {
    const directory = dirname(this.path);
    const names = await readdir(directory).catch(() => []);
    const leftOver = names.filter(
      (name) => name.startsWith(`${basename(this.path)}.`) && /\.\d+\.tmp$/.test(name),
    );
    for (const name of leftOver) await rm(join(directory, name), { recursive: true, force: true });
  }

  /**
   * Never throws. Uses the file only if it is complete and matches its digest. What is known of an object already is newer
   * than the file, and stays.
   *
   * @param signal ends it early
   */
  async restore(catalog: Catalog, signal?: AbortSignal): Promise<void> {
    const end = catalog.beginRestoring();
    const turns = new LoopTurns();
    let [isFirst, records] = [true, 0];
    try {
      for await (const line of readSnapshotFile(this.path)) {
        if (signal?.aborted === true) return;
        if (isFirst) this.assertOurs(line);
        else {
          for (const summary of fromFrame(line)) {
            catalog.restore(summary);
            records++;
          }
        }
        isFirst = false;
        await turns.next();
      }
      this.log.info('catalog_restored', { records });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      this.log.warn('catalog_snapshot_ignored', describeError(error));
    } finally {
      end();
    }
  }

  /** Never throws. Writes only if something has changed since the last time. */
  async write(catalog: Catalog): Promise<void> {
    const moment = catalog.moment();
    if (moment === this.writtenAt) return;
    const temporary = `${this.path}.${process.pid}.tmp`;
    try {
      if (!(await this.mayWrite()))
        throw new UnusableSnapshot('its directory was removed, or replaced by another');
      await mkdir(dirname(this.path), { recursive: true, mode: PRIVATE_DIRECTORY });
      const there = await lstat(this.path).catch(() => null);
      if (there !== null && !there.isFile())
        throw new UnusableSnapshot('its path holds something that is no regular file');
      await rm(temporary, { force: true });
      await writeSnapshotFile(temporary, this.linesOf(catalog));
      await rename(temporary, this.path);
      this.writtenAt = moment;
    } catch (error) {
      this.log.warn('catalog_snapshot_not_written', describeError(error));
      await rm(temporary, { force: true }).catch(() => {});
    }
  }

  private assertOurs(header: string): void {
    if (header === this.header) return;
    throw new UnusableSnapshot('it is of another store, of other REDACT_PATHS, or in another format');
  }

  private *linesOf(catalog: Catalog): Generator<string> {
    yield this.header;
    const frame = new SnapshotFrame();
    for (const row of catalog.rows()) {
      frame.add(row);
      if (frame.isFull) yield frame.take();
    }
    yield frame.take();
  }
}
