import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { pageFile, type PageFile } from './page-file.js';

/** The page that every address of the console gets; its script shows what the address names. */
export const INDEX = 'index.html';

const COMPRESSED = { br: '.br', gzip: '.gz' } as const;

/** The built console in memory, by the path below its directory. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/**
 * Reads the console from the directory into which the build put it. Everything stays in memory: it is less than two
 * megabytes, and no request can name a file outside of it.
 *
 * @returns no files where there is no such directory: the service also runs without its console
 */
export async function readPageFiles(directory: string): Promise<PageFiles> {
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
