import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from './file-errors.js';

interface Round {
  running: Promise<void>;
  next: Promise<void> | undefined;
}

/**
 * Makes changes of directories durable. Callers that come while a directory is being synced share the round
 * that begins after it, so that many writes into one directory cost few syncs.
 */
export class DirectorySync {
  readonly #rounds = new Map<string, Round>();

  /** Resolves when every change of `directory` made before this call is on disk. */
  async sync(directory: string): Promise<void> {
    const round = this.#rounds.get(directory);
    if (round === undefined) return this.#begin(directory);
    round.next ??= round.running.then(
      () => this.#begin(directory),
      () => this.#begin(directory),
    );
    return round.next;
  }

  #begin(directory: string): Promise<void> {
    const round: Round = { running: syncDirectory(directory), next: undefined };
    this.#rounds.set(directory, round);
    const forget = () => {
      if (this.#rounds.get(directory) === round && round.next === undefined) this.#rounds.delete(directory);
    };
    round.running.then(forget, forget);
    return round.running;
  }
}

async function syncDirectory(directory: string): Promise<void> {
  let handle;
  try {
    handle = await open(directory, 'r');
  } catch (error) {
    // Pruned meanwhile: its going is a change of its parent.
    if (errorCode(error) === 'ENOENT' && dirname(directory) !== directory) {
      return syncDirectory(dirname(directory));
    }
    throw error;
  }
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
