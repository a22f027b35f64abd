import type { DeadLetterStore, ReadResult } from '../dlq/dead-letter.store.js';
import { usableRecord, type NoRecord, type UsableRecord } from '../dlq/usable-record.js';
import { isLegacyTraceId, keyOfTraceId, traceIdOfKey } from '../domain/letter/trace-id.js';
import type { DeadLetter } from '../domain/letter/dead-letter.js';
import type { Decision } from '../domain/letter/decisions.js';
import { putBackByHand } from '../domain/letter/edits.js';
import { isLive } from '../domain/letter/lease.js';
import { workerLost } from '../domain/letter/lifecycle.js';
import { BY_SCHEDULE } from '../retry/asked-by.js';
import type { Leases } from '../retry/attempt/leases.js';
import type { MergeService } from '../retry/merge.service.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/logger.js';
import { sameEtag } from '../store/same-etag.js';
import { StoreError } from '../store/store-error.js';
import type { AskedChange } from './asked.js';

/** Names the change in the audit and in the log. */
export type ChangeAction = 'event_corrected' | 'event_undone' | 'event_discarded' | 'event_restored';

/** What a change is, once the record was read. `before` and `after` go to the audit: masked, and no event whole. */
export interface Change {
  kind: 'change';
  before: object;
  after: object;
  make: (decision: Decision) => DeadLetter;
}

/** There is nothing to change: the record is already what was asked for. */
export interface NoChange {
  kind: 'same';
}

/** Why a change was not made. */
export type Unchanged =
  | NoRecord
  /** An attempt is under way. */
  | { kind: 'leased' }
  /** Another record of the same event was older, and is now the only one. */
  | { kind: 'merged'; into: string }
  /** The condition of the caller does not hold. */
  | { kind: 'stale'; now: DeadLetter; etag: string }
  /** Somebody else changed the record after it was read. `null`: it could not be read again. */
  | { kind: 'changed'; now: DeadLetter | null };

export type Changed = { kind: 'done'; record: UsableRecord };

/** Something that is kept by the caller: why it refuses a change. */
interface Refusal {
  kind: string;
}

type Readable = Extract<ReadResult, { outcome: 'found' }>;

/** Changes one dead letter at a person's word: reads it, decides, writes the audit, then writes by compare-and-set. */
export class LetterChanges {
  constructor(
    private readonly letters: DeadLetterStore,
    private readonly merges: Pick<MergeService, 'mergedInto'>,
    private readonly leases: Pick<Leases, 'circumstances'>,
    private readonly clock: Pick<Clock, 'now'>,
    private readonly log: Log,
  ) {}

  /**
   * @param decide what is to be made of the record; a refusal is returned as it is
   * @throws StoreError when the store gives no usable answer; AuditUnavailable when the audit could not be written: then
   *   nothing was changed.
   */
  async change<R extends Refusal = never>(
    traceId: string,
    action: ChangeAction,
    asked: AskedChange,
    decide: (letter: DeadLetter) => Change | NoChange | R | Promise<Change | NoChange | R>,
  ): Promise<Changed | Unchanged | R> {
    const into = await this.mergedInto(traceId);
    if (into !== null) return { kind: 'merged', into };
    const read = await this.letters.readByTraceId(traceId);
    const record = usableRecord(read);
    if (record.kind !== 'usable' || read.outcome !== 'found') return record as NoRecord;
    const { letter, etag } = record;
    if (asked.ifMatch?.some((tag) => sameEtag(tag, etag)) === false) {
      return { kind: 'stale', now: letter, etag };
    }
    if (isLive(letter.lease, read.times)) return { kind: 'leased' };
    const before = this.takenUp(letter, read);
    const decided = await decide(before);
    if (isSame(decided)) return { kind: 'done', record };
    if (!isChange(decided)) return decided;
    const auditId = await asked.audited({
      action,
      target: { trace_id: traceId },
      before: decided.before,
      after: decided.after,
    });
    const { by, reason, jobId } = asked;
    const job = jobId === undefined ? {} : { jobId };
    const next = decided.make({ now: this.clock.now(), by, reason, auditId, ...job });
    const { key, wallAhead } = read;
    const result = await this.letters.replace({ key, etag, letter, wallAhead }, next);
    if (result.outcome === 'conflict') return this.conflict(traceId);
    this.log.info(action, { trace_id: traceId, audit_id: auditId, status: next.status });
    const { stored, bytes } = result;
    return { kind: 'done', record: { kind: 'usable', letter: stored.letter, etag: stored.etag, bytes } };
  }

  /** A person decides about the event, so it must have one record: otherwise the other one would go its own way. */
  private async mergedInto(traceId: string): Promise<string | null> {
    if (isLegacyTraceId(traceId)) return null;
    const key = await this.merges.mergedInto(keyOfTraceId(traceId), BY_SCHEDULE);
    return key === null ? null : traceIdOfKey(key);
  }

  /** The record as an attempt would take it up: a repair by hand is noted, and a lost worker's attempt is closed. */
  private takenUp(letter: DeadLetter, { decoded, times }: Readable): DeadLetter {
    const byHand = decoded.kind === 'record' && decoded.byHand;
    const noted = byHand ? putBackByHand(letter, times.lastModified) : letter;
    if (letter.lease === null) return noted;
    const lost = workerLost(noted, this.leases.circumstances());
    const { traceId, retryCount, status } = lost;
    this.log.warn('worker_lost', { trace_id: traceId, retry_count: retryCount, status });
    return lost;
  }

  /** The store refused the write: somebody else was first. */
  private async conflict(traceId: string): Promise<Unchanged> {
    try {
      const read = await this.letters.readByTraceId(traceId);
      const record = usableRecord(read);
      if (record.kind !== 'usable' || read.outcome !== 'found') return record as NoRecord;
      if (isLive(record.letter.lease, read.times)) return { kind: 'leased' };
      return { kind: 'changed', now: record.letter };
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return { kind: 'changed', now: null };
    }
  }
}

function isSame(decided: Refusal): decided is NoChange {
  return decided.kind === 'same';
}

function isChange(decided: Refusal): decided is Change {
  return decided.kind === 'change';
}
