import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { pageFile, type PageFile } from './page-file.js';

/** The page that every address of the console gets; its script shows what the address names. */
export const INDEX = 'index.html';

const COMPRESSED = { br: '.br', gzip: '.gz' } as const;

/** The built console in memory, by the path below its directory. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/**
 * The console in the directory into which the build put it. Everything is read when the first request asks, since a
 * start should not wait for it and many replicas are never asked. From then on it stays in memory: it is less than two
 * megabytes, and no request can name a file outside of it.
 */
export class ConsolePage {
  private reading: Promise<PageFiles> | null = null;

  constructor(private readonly directory: string) {}

  /**
   * @returns no files where there is no such directory: the service also runs without its console
   * @throws what the file system throws; the next request reads anew
   */
  async files(): Promise<PageFiles> {
    this.reading ??= readPageFiles(this.directory);
    try {
      return await this.reading;
    } catch (error) {
      this.reading = null;
      throw error;
    }
  }
}

async function readPageFiles(directory: string): Promise<PageFiles> {
  const names = await namesIn(directory);
  const files = new Map<string, PageFile>();
  for (const name of names) {
    if (name.endsWith(COMPRESSED.br) || name.endsWith(COMPRESSED.gzip)) continue;
    const bodies: PageFile['bodies'] = { identity: await readFile(join(directory, name)) };
    for (const encoding of ['br', 'gzip'] as const) {
      const compressed = name + COMPRESSED[encoding];
      if (names.includes(compressed)) bodies[encoding] = await readFile(join(directory, compressed));
    }
    const path = name.split(sep).join('/');
    files.set(path, pageFile(path, bodies));
  }
  return files;
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(directory.length)
          .replace(/^[\\/]+/, ''),
      );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
