import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { DeadLetterStore, type Held, type ReadResult } from '../dlq/dead-letter.store.js';
import { isUnresolved, type DeadLetter, type Trigger } from '../domain/letter/dead-letter.js';
import { isLive, type StoreTimes } from '../domain/letter/lease.js';
import { claimed, edited, released, workerLost, type Circumstances } from '../domain/letter/lifecycle.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { LOG, type Log } from '../runtime/logger.js';
import { NEW_ID, RANDOM, REPLICA, type NewId, type Random } from '../runtime/runtime.module.js';
import type { NoClaim } from './retry-outcome.js';

/** A record that is ours until its lease runs out. */
export interface Claim {
  kind: 'claimed';
  /** As it was written by the claim; its ETag is the fencing token. */
  held: Held;
  trigger: Trigger;
  /** From before the claim was sent, milliseconds since the epoch. */
  startedAt: number;
  /** The same moment by the monotonic clock. */
  begunAt: number;
}

/** A record that a claim may be written for. */
export interface Claimable {
  kind: 'claimable';
  key: string;
  etag: string;
  times: StoreTimes;
  letter: DeadLetter;
  /** Somebody put it back with an S3 tool. */
  byHand: boolean;
}

/** What was read, where it can be claimed; else what it is. */
export function claimable(read: ReadResult): Claimable | NoClaim {
  if (read.outcome === 'missing') return { kind: 'gone' };
  if (read.outcome === 'unreadable') return { kind: 'denied', reason: read.reason };
  const { key, etag, times, decoded } = read;
  if (decoded.kind === 'foreign') return { kind: 'unreadable', reason: 'not a dead letter' };
  if (decoded.kind === 'corrupt') return { kind: 'unreadable', reason: decoded.reason };
  const { letter, byHand } = decoded;
  if (letter.status === 'deleted') return { kind: 'gone' };
  if (!isUnresolved(letter.status)) return { kind: 'not_retryable', status: letter.status };
  if (isLive(letter.lease, times)) return { kind: 'leased', key };
  return { kind: 'claimable', key, etag, times, letter, byHand };
}

/** Claims records by a compare-and-set that writes a lease, and gives claims back. */
@Injectable()
export class ClaimService {
  constructor(
    private readonly letters: DeadLetterStore,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOM) private readonly random: Random,
    @Inject(NEW_ID) private readonly newId: NewId,
    @Inject(REPLICA) private readonly replica: string,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Claims what was read, if it can be claimed; whatever else it is, is the answer.
   *
   * @throws StoreError where the claim could not be written for certain.
   */
  async claim(read: ReadResult, trigger: Trigger): Promise<Claim | NoClaim> {
    const found = claimable(read);
    if (found.kind !== 'claimable') return found;
    const { key, etag, times, letter, byHand } = found;

    const [startedAt, begunAt] = [this.clock.now(), this.clock.monotonic()];
    const before = byHand ? edited(letter, { at: times.lastModified, by: 'unknown', kind: 'hand' }) : letter;
    const next = this.withLease(before, trigger, startedAt);
    const result = await this.letters.replace({ key, etag, letter }, next);
    if (result.outcome === 'conflict') return { kind: 'leased', key };
    return { kind: 'claimed', held: result.held, trigger, startedAt, begunAt };
  }

  /** Gives back what was claimed and not begun. A lost race means that somebody has it already. */
  async release({ held }: Claim): Promise<void> {
    await this.letters.replace(held, released(held.letter));
  }

  /**
   * Parks a record whose lease has run out, where the attempt that was lost was the last one that the schedule may
   * make. @returns false where it may make another
   */
  async parkedWithItsWorker(held: Held): Promise<boolean> {
    const lost = workerLost(held.letter, this.circumstances());
    if (lost.status !== 'parked') return false;
    await this.letters.replace(held, lost);
    this.logLoss(lost);
    return true;
  }

  circumstances(): Circumstances {
    return { now: this.clock.now(), random: this.random(), policy: this.config.retry };
  }

  private withLease(letter: DeadLetter, trigger: Trigger, now: number): DeadLetter {
    const { attemptTimeoutMs, leaseMarginMs } = this.config.retry;
    const lost = letter.lease !== null;
    const before = lost ? workerLost(letter, this.circumstances()) : letter;
    if (lost) this.logLoss(before);
    const lease = { claimId: this.newId(), owner: this.replica, ttlMs: attemptTimeoutMs + leaseMarginMs };
    return claimed(before, lease, { now, trigger, by: this.replica });
  }

  private logLoss({ traceId, retryCount, status }: DeadLetter): void {
    this.log.warn('worker_lost', { trace_id: traceId, retry_count: retryCount, status });
  }
}
