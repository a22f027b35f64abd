import { createHash } from 'node:crypto';
import { decodeRecord, type Decoded } from '../../src/dlq/dead-letter.codec.js';
import type {
  GetResult,
  HeadResult,
  PutOptions,
  PutResult,
  RemoveResult,
} from '../../src/store/object-store.port.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import type { RepeatedAttempt, WrittenDelay } from './bucket-notes.js';
import { VersionedObjects, type HeldVersion } from './versioned-objects.js';
import { DEAD_LETTER_PREFIX } from '../../src/domain/letter/trace-id.js';
import type { Scheduler } from './scheduler.js';

/**
 * How a DELETE treats its condition. `atomic`: checked and done in one step. `two-step`: checked, then done, and
 * another write may come between (as Ceph's S3 server does). `unconditional`: not at all, as several servers do.
 */
export const DELETE_MODES = ['atomic', 'two-step', 'unconditional'] as const;

export type DeleteMode = (typeof DELETE_MODES)[number];

/** One change of an object. `etag`: `null` where it is gone. `replaced`: what was there before. */
export interface Change {
  at: number;
  by: string;
  key: string;
  etag: string | null;
  replaced: string | null;
}

/** By hand, with any S3 tool. */
export const HAND = 'by hand';

/**
 * The bucket of a simulation, with the store's own clock: true, in whole seconds, as S3 shows it. ETags follow from
 * the bytes, as S3's do. It knows who writes, and notes what no writer may do.
 */
export class Bucket {
  readonly objects: MemoryObjectStore;
  private readonly versioned: VersionedObjects | null;
  readonly changes: Change[] = [];
  readonly violations: string[] = [];
  /** ETags of what was put back by hand between a last look and the deletion, and went with it. */
  readonly lostInTheInstant = new Set<string>();
  /** When each record is due by true time: its delay after its last write that was no claim and not by hand. */
  readonly dueAt = new Map<string, number>();
  readonly delays: WrittenDelay[] = [];
  readonly jobAttempts: RepeatedAttempt[] = [];
  /** When each process has last looked at each object. */
  private readonly looks = new Map<string, number>();

  private readonly readings = new WeakMap<object, Decoded>();

  constructor(
    private readonly scheduler: Scheduler,
    readonly deleteMode: DeleteMode,
    isVersioned = false,
  ) {
    const clock = { now: () => this.time, monotonic: () => this.time, after: () => () => {} };
    this.versioned = isVersioned ? new VersionedObjects(clock, etagOf) : null;
    this.objects = this.versioned ?? new MemoryObjectStore(clock, etagOf);
  }

  async put(by: string, key: string, bytes: Uint8Array, options: PutOptions): Promise<PutResult> {
    const replaced = this.etag(key);
    if (by !== HAND && options.condition === 'none') this.forbid(by, key, 'wrote without a condition');
    const before = this.decoded(key);
    const protectedBy = before?.kind === 'corrupt' && accepts(key, bytes) ? null : this.protection(by, key);
    // A request that arrives takes effect, also where its sender has given it up.
    const result = await this.objects.put(key, bytes, { ...options, signal: undefined });
    if (result.outcome === 'stored') {
      if (protectedBy !== null) this.forbid(by, key, `wrote over ${protectedBy}`);
      const repeated =
        replaced !== null &&
        this.changes.some(({ etag, replaced: was }) => etag === result.etag || was === result.etag);
      if (repeated) this.forbid(by, key, 'wrote what had been there before, to the byte');
      this.note({ by, key, etag: result.etag, replaced });
      this.noteDelay(by, key, before);
      this.noteJobAttempt(key);
    }
    return result;
  }

  get(by: string, key: string): Promise<GetResult> {
    this.look(by, key);
    return this.objects.get(key);
  }

  head(by: string, key: string): Promise<HeadResult> {
    this.look(by, key);
    return this.objects.head(key);
  }

  /** The first half of a DELETE. */
  check(key: string, ifMatch: string): RemoveResult | 'go' {
    const current = this.etag(key);
    if (current === null) return { outcome: 'missing' };
    if (this.deleteMode === 'unconditional') return 'go';
    return current === ifMatch ? 'go' : { outcome: 'conflict' };
  }

  /**
   * The second half: whatever is there now goes.
   *
   * @param lookedAt when it was last looked at, by the store itself where it checks
   */
  async remove(by: string, key: string, checked: string, lookedAt: number): Promise<RemoveResult> {
    const current = this.etag(key);
    if (current === null) return { outcome: 'removed' };
    const protectedBy = this.protection(by, key);
    if (protectedBy !== null) this.forbid(by, key, `deleted ${protectedBy}`);
    if (current !== checked) this.judgeBlindDelete(by, key, current, lookedAt);
    const result = await this.objects.remove(key, { ifMatch: current });
    this.note({ by, key, etag: null, replaced: current });
    return result;
  }

  /** The versions of an object, the oldest first; none where the bucket keeps none. */
  versionsOf(key: string): readonly HeldVersion[] {
    return this.versioned?.versions.get(key) ?? [];
  }

  /** Deletes one version for good. The one before it comes back where it was the latest. */
  removeVersion(by: string, key: string, id: string): void {
    const replaced = this.etag(key);
    this.versioned?.removeVersion(key, id);
    const etag = this.etag(key);
    if (etag === replaced) return;
    this.note({ by, key, etag, replaced });
    if (etag !== null) this.forbid(by, key, 'brought an earlier version back');
  }

  /** What lies under a key; `undefined`: nothing. */
  decoded(key: string): Decoded | undefined {
    const object = this.objects.objects.get(key);
    if (object === undefined) return undefined;
    const known = this.readings.get(object) ?? decodeRecord(key, object.bytes, object.metadata);
    this.readings.set(object, known);
    return known;
  }

  /** True time. */
  get now(): number {
    return this.scheduler.now;
  }

  /** The store's clock. */
  get time(): number {
    return Math.floor(this.scheduler.now / 1_000) * 1_000;
  }

  etag(key: string): string | null {
    return this.objects.objects.get(key)?.etag ?? null;
  }

  /** Why nobody but the owner of a lease may touch the object now. */
  private protection(by: string, key: string): string | null {
    // Jobs lie beside the dead letters, and their owners change them.
    if (!key.startsWith(DEAD_LETTER_PREFIX)) return null;
    const decoded = this.decoded(key);
    if (decoded === undefined || by === HAND) return null;
    if (decoded.kind !== 'record') return `a ${decoded.kind} object`;
    const { lease } = decoded.letter;
    const { lastModified } = this.objects.objects.get(key)!;
    const lives = lease !== null && this.time - lastModified < lease.ttlMs;
    return lives && lease.owner !== by ? `the lease of ${lease.owner}` : null;
  }

  /** Another object than the one that was meant. */
  private judgeBlindDelete(by: string, key: string, etag: string, lookedAt: number): void {
    const written = this.changes.findLast((change) => change.etag === etag);
    if (written?.by !== HAND) {
      // A request that strayed may come upon a later record of the same event, which is done with.
      if (this.deleteMode === 'two-step') this.forbid(by, key, 'deleted what a replica has written since');
    } else if (written.at >= lookedAt) {
      this.lostInTheInstant.add(etag);
    } else {
      this.forbid(by, key, 'deleted what it could see was put back by hand');
    }
  }

  /** When a process has last looked at an object. */
  lookedAt(by: string, key: string): number {
    return this.looks.get(`${by} ${key}`) ?? 0;
  }

  private noteDelay(by: string, key: string, before: Decoded | undefined): void {
    const decoded = this.decoded(key);
    if (decoded?.kind === 'record' && decoded.letter.lease !== null) return;
    this.dueAt.delete(key);
    if (by === HAND || decoded?.kind !== 'record') return;
    const { nextRetryAt } = decoded.letter;
    if (nextRetryAt === null || decoded.writtenAt === undefined) return;
    const delayMs = nextRetryAt - decoded.writtenAt;
    this.dueAt.set(key, this.now + delayMs);
    const { attempts, retryCount } = decoded.letter;
    const drawn = before === undefined || (before.kind === 'record' && before.letter.retryCount < retryCount);
    this.delays.push({ by, key, delayMs, attempts: attempts.length, drawn });
  }

  private noteJobAttempt(key: string): void {
    const decoded = this.decoded(key);
    if (decoded?.kind !== 'record' || decoded.letter.lease === null) return;
    const { attempts } = decoded.letter;
    const begun = attempts.at(-1);
    const jobId = begun?.durationMs === null ? begun.jobId : null;
    const earlier = attempts.slice(0, -1).findLast((attempt) => attempt.jobId === jobId);
    if (!jobId || earlier === undefined) return;
    this.jobAttempts.push({ key, jobId, after: earlier.errorCode });
  }

  private look(by: string, key: string): void {
    this.looks.set(`${by} ${key}`, this.scheduler.now);
  }

  private note(change: Omit<Change, 'at'>): void {
    this.changes.push({ at: this.scheduler.now, ...change });
  }

  private forbid(by: string, key: string, what: string): void {
    this.violations.push(`${by} ${what} (${key.slice(-50)})`);
  }
}

/** Whether a record is written because an operator takes it as it stands. */
function accepts(key: string, bytes: Uint8Array): boolean {
  const decoded = decodeRecord(key, bytes, {});
  return decoded.kind === 'record' && decoded.letter.edits.at(-1)?.kind === 'accept';
}

function etagOf(bytes: Uint8Array): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}
