import { createHash } from 'node:crypto';
import { lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describeError, type Log } from '../runtime/logger.js';
import { UNFOLLOWED } from '../store/file/object-reader.js';
import { PRIVATE_DIRECTORY, PRIVATE_FILE } from '../store/file/private-directory.js';
import type { Catalog } from './catalog.js';
import type { Summary } from './summary.js';
import { fromLine, toLine } from './summary-line.js';

const FORMAT = 'cxone-dlq-catalog/5';

/** The number of lines that are written before other tasks of the event loop run. */
const LINES_AT_A_TIME = 2_000;

const END = /^sha256 ([0-9a-f]{64})$/;

class Unusable extends Error {}

/**
 * The catalog in a file, so that a restart does not read every record again. It decides nothing: a listing then shows
 * which of its lines still hold. A file that is damaged, missing or of another store is ignored.
 *
 * The first line names the format and the store. One line for each object follows, then the digest of the whole.
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

  /** Never throws. Uses the file only if it is complete and matches its digest. */
  async restore(catalog: Catalog): Promise<void> {
    try {
      const summaries = await this.read();
      for (const summary of summaries) catalog.restore(summary);
      this.log.info('catalog_restored', { records: summaries.length });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      this.log.warn('catalog_snapshot_ignored', describeError(error));
    }
  }

  /** Never throws. Writes only if something has changed since the last time. */
  async write(catalog: Catalog): Promise<void> {
    const moment = catalog.moment();
    if (moment === this.writtenAt) return;
    const temporary = `${this.path}.${process.pid}.tmp`;
    try {
      if (!(await this.mayWrite())) throw new Unusable('its directory was removed, or replaced by another');
      await mkdir(dirname(this.path), { recursive: true, mode: PRIVATE_DIRECTORY });
      const there = await lstat(this.path).catch(() => null);
      if (there !== null && !there.isFile())
        throw new Unusable('its path holds something that is no regular file');
      await rm(temporary, { force: true });
      await this.writeFile(temporary, catalog);
      await rename(temporary, this.path);
      this.writtenAt = moment;
    } catch (error) {
      this.log.warn('catalog_snapshot_not_written', describeError(error));
      await rm(temporary, { force: true }).catch(() => {});
    }
  }

  private async writeFile(path: string, catalog: Catalog): Promise<void> {
    const digest = createHash('sha256');
    // Nothing is followed: there is nothing at the path.
    const file = await open(path, 'wx', PRIVATE_FILE);
    try {
      let chunk = `${this.header}\n`;
      let lines = 0;
      const flush = async () => {
        digest.update(chunk);
        await file.write(chunk);
        chunk = '';
      };
      for (const summary of catalog.values()) {
        chunk += `${toLine(summary)}\n`;
        if (++lines % LINES_AT_A_TIME === 0) await flush();
      }
      await flush();
      await file.write(`sha256 ${digest.digest('hex')}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  private async read(): Promise<Summary[]> {
    const digest = createHash('sha256');
    const summaries: Summary[] = [];
    let [rest, first, ended] = ['', true, false];
    const file = await open(this.path, UNFOLLOWED);
    // The stream closes the file.
    const stream = file.createReadStream({ encoding: 'utf8', highWaterMark: 1 << 20 });
    if (!(await file.stat()).isFile()) {
      stream.destroy();
      throw new Unusable('it is no regular file');
    }
    for await (const chunk of stream) {
      const lines = (rest + (chunk as string)).split('\n');
      rest = lines.pop() ?? '';
      const whole: string[] = [];
      for (const line of lines) {
        if (ended) throw new Unusable('it has lines after its last line');
        if (first && line !== this.header)
          throw new Unusable('it is of another store, of other REDACT_PATHS, or in another format');
        const end = END.exec(line);
        if (end !== null) {
          digest.update(joined(whole));
          whole.length = 0;
          if (digest.digest('hex') !== end[1]) throw new Unusable('it does not match its digest');
          ended = true;
          continue;
        }
        whole.push(line);
        if (!first) summaries.push(fromLine(line));
        first = false;
      }
      if (!ended) digest.update(joined(whole));
    }
    if (!ended) throw new Unusable('its last line is missing');
    return summaries;
  }
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
