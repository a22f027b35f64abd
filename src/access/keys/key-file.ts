import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { Clock } from '../../runtime/clock.js';
import type { Log } from '../../runtime/logger.js';
import { readKeyFile } from './read-key-file.js';
import type { KeyRing } from './key-ring.js';

/** How often the file is looked at, milliseconds: a change is in force within 10 s. */
const KEYS_LOOK_EVERY_MS = 5_000;

/** Bytes of a key file. */
const MAX_KEY_FILE_BYTES = 1_048_576;

/** Keeps a key ring up to date with its file. A broken file changes nothing: the keys in force stay so. */
export class KeyFile {
  /** What is wrong with the file; `null`: nothing. */
  trouble: string | null = null;
  /** Digest of the file as it was read last, so that each broken state is logged once. */
  private seen = '';
  private cancel = (): void => {};
  private stopped = false;

  constructor(
    private readonly path: string,
    private readonly ring: KeyRing,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** @throws Error where the file is absent or broken: a service that nobody can call must not start. */
  async start(): Promise<void> {
    await this.look();
    if (this.trouble !== null) throw new Error(`ACCESS_KEYS_FILE ${this.path}: ${this.trouble}`);
    this.lookLater();
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
  }

  /** Reads the file, and takes it where it has changed. */
  async look(): Promise<void> {
    let text: string;
    try {
      text = await readRegular(this.path);
    } catch (error) {
      return this.refuse('', [`expected a file that can be read (${codeOf(error)})`]);
    }
    const digest = createHash('sha256').update(text).digest('hex');
    if (digest === this.seen) return;
    const { keys, problems } = readKeyFile(text);
    if (keys === null) return this.refuse(digest, problems);
    const first = this.seen === '' && this.ring.size === 0;
    this.seen = digest;
    this.trouble = null;
    this.ring.replace(keys);
    const now = this.clock.now();
    const ended = keys.filter(({ expiresAt }) => expiresAt !== null && expiresAt <= now);
    if (ended.length > 0) {
      const names = ended.map(({ name }) => name);
      this.log.warn('access_keys_expired', { file: this.path, names });
    }
    if (!first) this.log.info('access_keys_changed', { file: this.path, keys: keys.length });
  }

  private refuse(digest: string, problems: readonly string[]): void {
    const trouble = problems.join('; ');
    if (trouble === this.trouble && digest === this.seen) return;
    this.seen = digest;
    this.trouble = trouble;
    this.log.error('access_keys_refused', { file: this.path, problems, in_force: this.ring.size });
  }

  private lookLater(): void {
    if (this.stopped) return;
    this.cancel = this.clock.after(KEYS_LOOK_EVERY_MS, () => {
      void this.look().finally(() => this.lookLater());
    });
  }
}

/** Reading a pipe or a device might never end. */
async function readRegular(path: string): Promise<string> {
  const found = await stat(path);
  if (!found.isFile()) throw new Error('not a regular file');
  if (found.size > MAX_KEY_FILE_BYTES) throw new Error(`more than ${MAX_KEY_FILE_BYTES} bytes`);
  return readFile(path, 'utf8');
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error ? String(error.code) : error.message;
}
