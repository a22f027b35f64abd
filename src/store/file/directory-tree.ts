import { rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DirectorySync } from './directory-sync.js';
import { errorCode } from './file-errors.js';
import { makePrivate } from './private-directory.js';

/**
 * The directories below a root: made durably when an object needs them, removed when the last object is gone.
 * Makers and pruners run at the same time. A write that finds its directory gone calls `forget` and makes it
 * again; it calls `ensure` once more after its entry is in place, when the directory can no longer go.
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
