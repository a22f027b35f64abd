import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';

/** Opening a FIFO or a device does not block, and a symlink is not followed, even if it replaced the file just now. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

/** A file was not read. `told` says what was expected of the file, without its path or content. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused';

  constructor(readonly told: string) {
    super(`expected ${told}`);
  }
}

/**
 * Reads a regular file inside a directory. A link is looked up and not read: it may lead to a file in the same
 * directory, as the links do by which Kubernetes mounts files, and nowhere else.
 *
 * @param path in the directory, or absolute
 * @param maxBytes of the file
 * @throws FileRefused
 */
export function readContainedFile(directory: string, path: string, maxBytes: number): string {
  const root = real(directory, 'a directory that can be read');
  const file = real(resolve(root, path), 'a file that can be read');
  if (!file.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)) {
    throw new FileRefused('a file in the directory itself, not a link that leads out of it');
  }
  return read(file, maxBytes);
}

/** Reads a regular file, wherever a link leads to. @param maxBytes of the file @throws FileRefused */
export function readRegularFile(path: string, maxBytes: number): string {
  return read(real(path, 'a file that can be read'), maxBytes);
}

function read(file: string, maxBytes: number): string {
  const descriptor = open(file);
  try {
    const { size } = regular(descriptor);
    if (size > maxBytes) throw new FileRefused(`at most ${maxBytes} bytes`);
    return readAll(descriptor, size);
  } finally {
    closeSync(descriptor);
  }
}

function real(path: string, told: string): string {
  try {
    return realpathSync(path);
  } catch {
    throw new FileRefused(told);
  }
}

function open(file: string): number {
  try {
    return openSync(file, FLAGS);
  } catch {
    throw new FileRefused('a file that can be read');
  }
}

function regular(descriptor: number): { size: number } {
  const found = fstatSync(descriptor);
  if (!found.isFile()) throw new FileRefused('a regular file');
  return found;
}

function readAll(descriptor: number, size: number): string {
  const bytes = Buffer.alloc(size + 1);
  let length = 0;
  for (;;) {
    const count = readSync(descriptor, bytes, length, bytes.length - length, null);
    length += count;
    if (length > size) throw new FileRefused('a file that does not grow while it is read');
    if (count === 0) return bytes.toString('utf8', 0, length);
  }
}
