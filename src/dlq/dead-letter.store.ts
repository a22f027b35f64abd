import { lengthOf, type DeadLetter } from '../domain/letter/dead-letter.js';
import { NO_MASKING, type Masking } from '../domain/masking/masking.js';
import type { StoreTimes } from '../domain/letter/lease.js';
import type { Sight } from '../domain/letter/sight.js';
import { deleted } from '../domain/letter/lifecycle.js';
import {
  isLegacyTraceId,
  keyOfTraceId,
  legacyKeysOfTraceId,
  nextTraceId,
} from '../domain/letter/trace-id.js';
import type { Clock } from '../runtime/clock.js';
import type { Facts } from '../runtime/facts.js';
import { LoopTurns } from '../runtime/loop-turns.js';
import { confirmedPut, confirmedRemove, patientRead, type CallBudget } from '../store/confirmed-calls.js';
import { encodeRecord, RECORD_CONTENT_TYPE, type Decoded } from './dead-letter.codec.js';
import { readRecord } from './dead-letter.reading.js';
import { RecordClock, type ToldRecord } from './record-clock.js';
import { RecordFacts } from './record-facts.js';
import type { ObjectStore, PutResult } from '../store/object-store.port.js';
import { sameEtag } from '../store/same-etag.js';
import { StoreError } from '../store/store-error.js';

type StoredAnswer = Extract<PutResult, { outcome: 'stored' }>;

/** A dead letter as it was read, with the key and the ETag that a later compare-and-set needs. */
export interface StoredLetter extends ToldRecord {
  key: string;
  etag: string;
}

/** `unreadable`: the object exists, but the store refuses to return it, for `reason`. */
export type ReadResult =
  | { outcome: 'missing'; key: string }
  | { outcome: 'unreadable'; key: string; reason: string }
  | {
      outcome: 'found';
      key: string;
      etag: string;
      bytes: Uint8Array;
      times: StoreTimes;
      decoded: Decoded;
      wallAhead: number;
    };

/** `exists`: `stored` is the record that was read. */
export type CreateResult = { outcome: 'stored' | 'exists'; stored: StoredLetter };

/** `bytes`: the body as it was written. */
export type ReplaceResult =
  { outcome: 'stored'; stored: StoredLetter; bytes: Uint8Array } | { outcome: 'conflict' };

export interface DeadLetterStoreOptions {
  /** Whether the store checks and deletes in one step (StoreTraits.atomicDelete). */
  deletesAtomically: () => boolean;
  /** The longest delay before a retry that any rule allows, milliseconds. */
  longestDelayMs?: number;
  /** Who is told of what is written and read here; absent: nobody. */
  facts?: Facts;
  /** What nobody is shown: what facts say to people is masked. */
  masking?: Masking;
}

/** A longer dead letter, in characters, is encoded in a turn of the event loop of its own: it takes milliseconds. */
const LARGE_LENGTH = 65_536;

const DEFAULTS: DeadLetterStoreOptions = { deletesAtomically: () => true };

/**
 * Dead letters in the object store. Every change is a compare-and-set on the ETag that was read. A lost race is a
 * normal outcome, not an error. All methods throw StoreError when the store gives no usable answer.
 */
export class DeadLetterStore {
  private readonly records: RecordFacts;
  private readonly recordClock: RecordClock;
  private readonly turns = new LoopTurns();

  constructor(
    private readonly objects: ObjectStore,
    private readonly clock: Clock,
    private readonly budget: CallBudget,
    private readonly newWriteId: () => string,
    private readonly options: DeadLetterStoreOptions = DEFAULTS,
  ) {
    this.records = new RecordFacts(options.facts, options.masking ?? NO_MASKING);
    this.recordClock = new RecordClock(clock, options.longestDelayMs ?? Infinity);
  }

  /**
   * Stores a new dead letter. `exists`: a record with this trace id is already stored. The trace id is made from the
   * event, so the event is safe.
   *
   * @throws StoreError when neither is certain, or when the object under the key is no record.
   */
  async create(letter: DeadLetter): Promise<CreateResult> {
    const [told, writtenAt] = [{ letter, wallAhead: this.recordClock.ahead }, this.recordClock.now()];
    if (lengthOf(letter) > LARGE_LENGTH) await this.turns.next();
    const { bytes, metadata } = encodeRecord(letter, this.newWriteId(), writtenAt);
    const key = keyOfTraceId(letter.traceId);
    const result = await confirmedPut(this.objects, this.clock, this.budget, key, bytes, {
      condition: 'absent',
      contentType: RECORD_CONTENT_TYPE,
      metadata,
      sha256: metadata.sha256,
    });
    if (result.outcome === 'conflict') {
      const stored = await this.readExisting(key);
      if (stored.letter.event.identity === letter.event.identity) return { outcome: 'exists', stored };
      // Two different events can have the same suffix and the same millisecond.
      return this.create({ ...this.recordClock.retell(told, letter), traceId: nextTraceId(letter.traceId) });
    }
    const retold = this.recordClock.retell(told, letter);
    return { outcome: 'stored', stored: this.written(key, result, retold, null) };
  }

  read(key: string): Promise<ReadResult> {
    return this.records.reading(key, async () => {
      const reading = await readRecord(this.objects, this.clock, this.budget, key);
      if (reading.outcome !== 'found') return { ...reading, key };
      const { etag, times } = reading;
      const decoded = this.recordClock.tell(reading.decoded, times);
      const sight = { key, etag, times, content: contentOf(decoded) };
      return { ...reading, decoded, key, sight, wallAhead: this.recordClock.ahead };
    });
  }

  private written(
    key: string,
    { etag, versioned }: StoredAnswer,
    letter: DeadLetter,
    before: StoredLetter | null,
  ): StoredLetter {
    this.records.written({ key, etag, letter, before, versioned });
    return { key, etag, letter, wallAhead: this.recordClock.ahead };
  }

  /** Finds a dead letter by its trace id. A record of the tutorial's program is searched for hour by hour. */
  async readByTraceId(traceId: string): Promise<ReadResult> {
    if (!isLegacyTraceId(traceId)) return this.read(keyOfTraceId(traceId));
    const reads = await Promise.all(legacyKeysOfTraceId(traceId).map((key) => this.read(key)));
    const there = reads.filter((read) => read.outcome !== 'missing');
    return (
      there.find((read) => read.outcome === 'found') ??
      there[0] ?? { outcome: 'missing', key: legacyKeysOfTraceId(traceId)[0] ?? traceId }
    );
  }

  /**
   * Replaces the record by `next`, unless somebody else has written it in the meantime. Under a lease of this process
   * the write is repeated whatever the store answers: if the attempt is not settled, the event is processed twice.
   */
  async replace(stored: StoredLetter, next: DeadLetter): Promise<ReplaceResult> {
    const letter = this.retold(stored, next);
    const [told, writtenAt] = [{ letter, wallAhead: this.recordClock.ahead }, this.recordClock.now()];
    if (lengthOf(letter) > LARGE_LENGTH) await this.turns.next();
    const { bytes, metadata } = encodeRecord(letter, this.newWriteId(), writtenAt);
    const budget: CallBudget =
      stored.letter.lease === null ? this.budget : { ...this.budget, insists: 'all' };
    const result = await confirmedPut(this.objects, this.clock, budget, stored.key, bytes, {
      condition: { ifMatch: stored.etag },
      contentType: RECORD_CONTENT_TYPE,
      metadata,
      sha256: metadata.sha256,
    });
    if (result.outcome === 'conflict') return result;
    const retold = this.recordClock.retell(told, letter);
    const written = this.written(stored.key, result, retold, stored);
    return { outcome: 'stored', stored: written, bytes };
  }

  /** `next`, a change of a stored letter, its times told by our clock as it is now. The clock may have been set since. */
  retold(stored: ToldRecord, next = stored.letter): DeadLetter {
    return this.recordClock.retell(stored, next);
  }

  /**
   * Deletes the record, unless somebody else has written it in the meantime. Where the store checks and deletes in two
   * steps, or refuses to delete, the record is first marked as deleted by a compare-and-set. A marked record counts as
   * gone, and the sweep deletes it later if this call does not.
   *
   * @throws StoreError when the record could neither be deleted nor marked.
   */
  async remove(stored: StoredLetter): Promise<'removed' | 'conflict'> {
    if (stored.letter.status === 'deleted') return this.delete(stored, this.budget);
    if (!this.options.deletesAtomically()) return this.removeMarked(stored);
    try {
      return await this.delete(stored, { ...this.budget, insists: 'overload' });
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return this.removeMarked(stored);
    }
  }

  private async removeMarked(stored: StoredLetter): Promise<'removed' | 'conflict'> {
    const marking = await this.replace(stored, deleted(stored.letter));
    if (marking.outcome === 'conflict') return this.conflictOrGone(stored);
    try {
      return await this.deleteUnchanged(marking.stored);
    } catch (error) {
      if (error instanceof StoreError) return 'removed';
      throw error;
    }
  }

  /** A deletion whose answer was lost may have taken effect since. */
  private async conflictOrGone({ key }: StoredLetter): Promise<'removed' | 'conflict'> {
    return (await this.read(key)).outcome === 'missing' ? 'removed' : 'conflict';
  }

  /**
   * Reads the record once more, so that a repair by hand after the marking is lost only in the instant before the
   * delete.
   */
  private async deleteUnchanged(marked: StoredLetter): Promise<'removed' | 'conflict'> {
    const seen = await patientRead(this.clock, this.budget, (signal) =>
      this.objects.head(marked.key, { signal }),
    );
    if (seen.outcome === 'missing') {
      this.records.removed(marked.key);
      return 'removed';
    }
    return sameEtag(seen.head.etag, marked.etag) ? this.delete(marked, this.budget) : 'conflict';
  }

  private async delete(stored: StoredLetter, budget: CallBudget): Promise<'removed' | 'conflict'> {
    const result = await confirmedRemove(this.objects, this.clock, budget, stored.key, stored.etag);
    if (result.outcome === 'conflict') return 'conflict';
    this.records.removed(stored.key);
    return 'removed';
  }

  /** The record that stood in the way of a create. */
  private async readExisting(key: string): Promise<StoredLetter> {
    const read = await this.read(key);
    if (read.outcome === 'found' && read.decoded.kind === 'record') {
      return { key, etag: read.etag, letter: read.decoded.letter, wallAhead: read.wallAhead };
    }
    throw new StoreError(`${key} holds an object that is not a readable record`, {
      outcomeUnknown: false,
      retryable: read.outcome === 'missing',
    });
  }
}

function contentOf(decoded: Decoded): Sight['content'] {
  if (decoded.kind === 'foreign') return { kind: 'foreign', reason: 'not a dead letter' };
  return decoded.kind === 'newer' ? { kind: 'unreadable', reason: decoded.reason } : decoded;
}
