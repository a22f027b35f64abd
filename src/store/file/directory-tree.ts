import { rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DirectorySync } from './directory-sync.js';
import { errorCode } from './file-errors.js';
import { makePrivate } from './private-directory.js';

/**
 * The directories below a root. They are made durably when an object needs them, and removed when the last object is
 * gone; both may happen at the same time. A write whose directory was removed calls `forget` and makes it again. After
 * its file is in place it calls `ensure` once more, because from then on nobody removes the directory.
 */
export class DirectoryTree {
  readonly #durable = new Map<string, Promise<void>>();

  constructor(
    private readonly root: string,
    private readonly directories: DirectorySync,
  ) {}

  /** Resolves when `directory` (the root or below it) and all above it exist and are on disk. */
  async ensure(directory: string): Promise<void> {
    for (const step of this.#steps(directory)) {
      const known = this.#durable.get(step) ?? this.#make(step);
      this.#durable.set(step, known);
      try {
        await known;
      } catch (error) {
        if (this.#durable.get(step) === known) this.#durable.delete(step);
        throw error;
      }
    }
  }

  /** Drops what is remembered about `directory` and those above it. */
  forget(directory: string): void {
    for (const step of this.#steps(directory)) this.#durable.delete(step);
  }

  /** Removes `directory` and those above it, below the root, as far as they are empty. */
  async prune(directory: string): Promise<void> {
    for (const step of this.#steps(directory).toReversed()) {
      this.#durable.delete(step);
      try {
        await rmdir(step);
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') return;
      }
    }
  }

  /** The directories between the root and `directory`, the highest first, the root left out. */
  #steps(directory: string): string[] {
    const steps: string[] = [];
    for (let step = directory; step !== this.root; step = dirname(step)) steps.unshift(step);
    return steps;
  }

  async #make(step: string): Promise<void> {
    await makePrivate(step);
    // Also where it existed: it may have been made just before a crash, or by a write still in flight.
    await this.directories.sync(dirname(step));
  }
}

/** The path of the file that holds `key` below `root`. */
export function pathOf(root: string, key: string): string {
  return join(root, ...key.split('/'));
}
