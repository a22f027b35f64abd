import { DeadLetterStore, type StoredLetter, type ReadResult } from '../../dlq/dead-letter.store.js';
import { isUnresolved, type DeadLetter, type Trigger } from '../../domain/letter/dead-letter.js';
import type { Beginning } from '../../domain/letter/attempts.js';
import { isLive, type StoreTimes } from '../../domain/letter/lease.js';
import { putBackByHand } from '../../domain/letter/edits.js';
import { claimed, workerLost } from '../../domain/letter/lifecycle.js';
import type { Log } from '../../runtime/logger.js';
import type { NoClaim } from '../retry-outcome.js';
import type { AttemptTime } from './attempt.js';
import { Leases } from './leases.js';

/** A record that this replica has claimed. The attempt's time began before the claim was sent. */
export interface Claim extends AttemptTime {
  kind: 'claimed';
  /** The record that the claim wrote. Its ETag is the fencing token. */
  stored: StoredLetter;
  trigger: Trigger;
}

/** A record for which a claim may be written. */
export interface Claimable extends StoredLetter {
  kind: 'claimable';
  times: StoreTimes;
  /** Somebody wrote it with an S3 tool. */
  byHand: boolean;
}

/** The record that was read, where it can be claimed; otherwise why it cannot. */
export function claimable(read: ReadResult): Claimable | NoClaim {
  if (read.outcome === 'missing') return { kind: 'gone' };
  if (read.outcome === 'unreadable') return { kind: 'denied', reason: read.reason };
  const { key, etag, times, decoded, wallAhead } = read;
  if (decoded.kind === 'foreign') return { kind: 'unreadable', reason: 'not a dead letter' };
  if (decoded.kind === 'corrupt') return { kind: 'unreadable', reason: decoded.reason };
  if (decoded.kind === 'newer') return { kind: 'denied', reason: decoded.reason };
  const { letter, byHand } = decoded;
  if (letter.status === 'deleted') return { kind: 'gone' };
  if (!isUnresolved(letter.status)) return { kind: 'not_retryable', status: letter.status };
  if (isLive(letter.lease, times)) return { kind: 'leased', key };
  return { kind: 'claimable', key, etag, times, letter, byHand, wallAhead };
}

/** Claims records. A claim is a compare-and-set that writes a lease and the attempt that begins. */
export class ClaimService {
  constructor(
    private readonly letters: DeadLetterStore,
    private readonly leases: Leases,
    private readonly log: Log,
  ) {}

  /**
   * Claims the record that was read, where it can be claimed; otherwise says why it cannot.
   *
   * @param asked the entry of the person who asks, and the job that it is for; `null`: neither
   * @throws StoreError where the claim could not be written for certain.
   */
  async claim(
    read: ReadResult,
    trigger: Trigger,
    asked: Pick<Beginning, 'auditId' | 'jobId'> = {},
  ): Promise<Claim | NoClaim> {
    const found = claimable(read);
    if (found.kind !== 'claimable') return found;
    const { key, times, letter, byHand } = found;

    const time = this.leases.beginNow();
    const before = byHand ? putBackByHand(letter, times.lastModified) : letter;
    const next = this.withLease(before, { trigger, ...asked, now: time.startedAt });
    const result = await this.letters.replace(found, next);
    if (result.outcome === 'conflict') return { kind: 'leased', key };
    return { kind: 'claimed', stored: result.stored, trigger, ...time };
  }

  /**
   * Parks a record whose lease has run out, where the lost attempt was the schedule's last one. @returns false where
   * the schedule may make another attempt
   */
  async parkedWithItsWorker(stored: StoredLetter): Promise<boolean> {
    const lost = workerLost(stored.letter, this.leases.circumstances());
    if (lost.status !== 'parked') return false;
    await this.letters.replace(stored, lost);
    this.logLoss(lost);
    return true;
  }

  private withLease(letter: DeadLetter, begin: Omit<Beginning, 'by'>): DeadLetter {
    const lost = letter.lease !== null;
    const before = lost ? workerLost(letter, this.leases.circumstances()) : letter;
    if (lost) this.logLoss(before);
    return claimed(before, this.leases.newLease(), { ...begin, by: this.leases.owner });
  }

  private logLoss({ traceId, retryCount, status }: DeadLetter): void {
    this.log.warn('worker_lost', { trace_id: traceId, retry_count: retryCount, status });
  }
}
