import type { DeadLetter } from '../domain/dead-letter.js';
import type { StoreTimes } from '../domain/lease.js';
import { isLegacyTraceId, keyOfTraceId, legacyKeysOfTraceId } from '../domain/trace-id.js';
import type { Clock } from '../runtime/clock.js';
import { confirmedPut, confirmedRemove, patientRead, type CallBudget } from './confirmed-calls.js';
import { decodeRecord, encodeRecord, RECORD_CONTENT_TYPE, type Decoded } from './dead-letter.codec.js';
import type { ObjectStore } from './object-store.port.js';

/** A dead letter as it was read, with what a later compare-and-set needs. */
export interface Held<T = DeadLetter> {
  key: string;
  etag: string;
  letter: T;
}

export type ReadResult =
  | { outcome: 'missing' }
  | {
      outcome: 'found';
      key: string;
      etag: string;
      bytes: Uint8Array;
      times: StoreTimes;
      decoded: Decoded;
    };

export type ReplaceResult = { outcome: 'stored'; held: Held } | { outcome: 'conflict' };

/**
 * Dead letters in the object store. Every change is a compare-and-set on the ETag that was read; a lost race is
 * an outcome, not an error. All methods throw StoreError where the store gave no usable answer.
 */
export class DeadLetterStore {
  constructor(
    private readonly objects: ObjectStore,
    private readonly clock: Clock,
    private readonly budget: CallBudget,
    private readonly newWriteId: () => string,
    /** Told of each write whether the store keeps earlier versions, where its answer said so. */
    private readonly onStored: (versioned: boolean | undefined) => void = () => {},
  ) {}

  /**
   * Keeps a new dead letter. `exists`: there is one under this trace id already, and so, since the trace id is
   * made of the event, the event is safe.
   */
  async create(letter: DeadLetter): Promise<'stored' | 'exists'> {
    const { bytes, metadata } = encodeRecord(letter, this.newWriteId());
    const key = keyOfTraceId(letter.traceId);
    const result = await confirmedPut(this.objects, this.clock, this.budget, key, bytes, {
      condition: 'absent',
      contentType: RECORD_CONTENT_TYPE,
      metadata,
    });
    if (result.outcome === 'conflict') return 'exists';
    this.onStored(result.versioned);
    return 'stored';
  }

  async read(key: string): Promise<ReadResult> {
    const result = await patientRead(this.clock, this.budget, (signal) => this.objects.get(key, { signal }));
    if (result.outcome === 'missing') return result;
    const { bytes, etag, metadata, lastModified, storeTime } = result.object;
    const decoded = decodeRecord(key, bytes, metadata);
    return { outcome: 'found', key, etag, bytes, times: { lastModified, storeTime }, decoded };
  }

  /** Finds a dead letter by its trace id alone; one of the tutorial's program is looked for hour by hour. */
  async readByTraceId(traceId: string): Promise<ReadResult> {
    if (!isLegacyTraceId(traceId)) return this.read(keyOfTraceId(traceId));
    const reads = await Promise.all(legacyKeysOfTraceId(traceId).map((key) => this.read(key)));
    return reads.find((read) => read.outcome === 'found') ?? { outcome: 'missing' };
  }

  /** Writes `next` in the place of what is held, unless somebody else has written meanwhile. */
  async replace(held: Held, next: DeadLetter): Promise<ReplaceResult> {
    const { bytes, metadata } = encodeRecord(next, this.newWriteId());
    const result = await confirmedPut(this.objects, this.clock, this.budget, held.key, bytes, {
      condition: { ifMatch: held.etag },
      contentType: RECORD_CONTENT_TYPE,
      metadata,
    });
    if (result.outcome === 'conflict') return result;
    return { outcome: 'stored', held: { key: held.key, etag: result.etag, letter: next } };
  }

  /** Deletes what is held, unless somebody else has written meanwhile. */
  async remove(held: Held): Promise<'removed' | 'conflict'> {
    const result = await confirmedRemove(this.objects, this.clock, this.budget, held.key, held.etag);
    return result.outcome === 'conflict' ? 'conflict' : 'removed';
  }
}
