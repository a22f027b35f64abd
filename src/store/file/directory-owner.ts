import { randomBytes } from 'node:crypto';
import { chmod, lstat, readdir, rename, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '../../runtime/clock.js';
import { StoreError } from '../store-error.js';
import { isAbsent } from './file-errors.js';
import { OWNER_GREETING, probeClaim } from './owner-probe.js';
import { PRIVATE_FILE } from './private-directory.js';
import { socketPath } from './socket-path.js';

export const CLAIM = /^owner-[0-9a-f]+\.sock$/;
const UNNAMED_CLAIM = /^owner-.+\.sock\.new$/;

/**
 * Reserves a directory for one process at a time, by a listening Unix socket in it. The kernel closes the socket when
 * the process ends, in whatever way. A process id would not do: another process, or another container, may have the
 * same.
 *
 * Each process first puts a claim of its own, `owner-<random>.sock`, into the directory, and then looks at the other
 * claims. So of two processes at least one sees the other. A claim's name is never used again, so the removal of a dead
 * claim cannot remove a live one; one fixed name would not have this property. Of two processes that are both still
 * looking, the one with the lower name goes first. Every process yields to an owner.
 */
export class DirectoryOwner {
  readonly #server: Server;
  readonly #connected = new Set<Socket>();
  readonly #name = `owner-${randomBytes(6).toString('hex')}.sock`;
  #owns = false;

  private constructor(
    private readonly directory: string,
    private readonly clock: Clock,
  ) {
    this.#server = createServer((socket) => this.#greet(socket));
  }

  /**
   * Takes the directory, at once if its last owner was killed.
   *
   * @throws StoreError when another running process holds it.
   */
  static async acquire(directory: string, clock: Clock): Promise<DirectoryOwner> {
    const owner = new DirectoryOwner(directory, clock);
    try {
      await owner.#stakeClaim();
      await owner.#passOthers();
    } catch (error) {
      await owner.release();
      throw error;
    }
    owner.#announce();
    await owner.#sweepUnnamed();
    return owner;
  }

  /**
   * Whether the directory is still the one that was taken. Removed, or made anew for another process, it does not hold
   * this claim any more; nor will it ever again, since no claim's name comes twice.
   */
  async isInPlace(): Promise<boolean> {
    try {
      return (await lstat(join(this.directory, this.#name))).isSocket();
    } catch (error) {
      if (isAbsent(error)) return false;
      throw error;
    }
  }

  /** Releases the directory for the next process. */
  async release(): Promise<void> {
    await rm(join(this.directory, this.#name), { force: true });
    for (const socket of this.#connected) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The socket gets its name after it listens: before, it refuses connections, and others would think it dead. */
  async #stakeClaim(): Promise<void> {
    const unnamed = join(this.directory, `${this.#name}.new`);
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(socketPath(unnamed), resolve);
    });
    this.#server.unref();
    await chmod(unnamed, PRIVATE_FILE);
    await rename(unnamed, join(this.directory, this.#name));
  }

  /**
   * Removes claims whose process was killed before they got their name. A live process yields to the owner by itself.
   */
  async #sweepUnnamed(): Promise<void> {
    for (const name of await readdir(this.directory)) {
      if (!UNNAMED_CLAIM.test(name)) continue;
      const path = join(this.directory, name);
      const isSocket = (await lstat(path).catch(() => null))?.isSocket() ?? false;
      const state = isSocket ? await probeClaim(path, this.clock, false) : 'dead';
      if (state === 'dead') await rm(path, { force: true, recursive: true });
    }
  }

  async #passOthers(): Promise<void> {
    for (const name of await readdir(this.directory)) {
      if (CLAIM.test(name) && name !== this.#name) await this.#pass(name);
    }
  }

  async #pass(name: string): Promise<void> {
    const path = join(this.directory, name);
    const state = await probeClaim(path, this.clock, name > this.#name);
    if (state === 'gone') return;
    if (state === 'dead') return rm(path, { force: true });
    throw new StoreError(`the directory ${this.directory} is held by another running process`, {
      outcomeUnknown: false,
      retryable: false,
    });
  }

  #greet(socket: Socket): void {
    this.#connected.add(socket);
    socket.unref();
    socket.once('error', () => socket.destroy());
    socket.once('close', () => this.#connected.delete(socket));
    if (this.#owns) socket.end(OWNER_GREETING);
  }

  #announce(): void {
    this.#owns = true;
    for (const socket of this.#connected) socket.end(OWNER_GREETING);
  }
}
