import { randomUUID } from 'node:crypto';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PRIVATE_FILE } from './private-directory.js';
import { encodeHeader, type ObjectHeader } from './object-file.js';
import type { WriteTimes } from './file-version.js';

/** Temporary files of objects that are being written. */
export class TempFiles {
  constructor(
    private readonly directory: string,
    private readonly times: WriteTimes,
  ) {}

  /** Removes the files that a killed process left behind. */
  async clear(): Promise<void> {
    for (const name of await readdir(this.directory)) {
      await rm(join(this.directory, name), { recursive: true, force: true });
    }
  }

  /** Writes an object durably to a temporary file and passes its path to `use`. The file is removed afterwards. */
  async withObject<T>(header: ObjectHeader, body: Uint8Array, use: (path: string) => Promise<T>): Promise<T> {
    const path = join(this.directory, randomUUID());
    try {
      await this.#write(path, header, body);
      return await use(path);
    } finally {
      await rm(path, { force: true });
    }
  }

  async #write(path: string, header: ObjectHeader, body: Uint8Array): Promise<void> {
    const handle = await open(path, 'wx', PRIVATE_FILE);
    try {
      await handle.writeFile(Buffer.concat([encodeHeader(header), body]));
      const time = this.times.next();
      await handle.utimes(time, time);
      await handle.datasync();
    } finally {
      await handle.close();
    }
  }
}
