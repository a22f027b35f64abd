import { readFileSync, statSync } from 'node:fs';

/** Bytes of a file that holds a secret, or several. */
const MAX_SECRET_FILE_BYTES = 65_536;

export const SECRET_FILE_EXPECTED = `the path of a regular file of at most ${MAX_SECRET_FILE_BYTES} bytes that can be read`;

/** The text of a file that holds a secret, trimmed; `null` where it is not as SECRET_FILE_EXPECTED says. */
export function secretFile(path: string): string | null {
  try {
    // Reading a FIFO would wait for its writer, with the start of the service.
    const stats = statSync(path);
    if (!stats.isFile() || stats.size > MAX_SECRET_FILE_BYTES) return null;
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}
