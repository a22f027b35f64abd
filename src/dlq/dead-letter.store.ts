import type { DeadLetter } from '../domain/dead-letter.js';
import type { StoreTimes } from '../domain/lease.js';
import { deleted } from '../domain/lifecycle.js';
import { isLegacyTraceId, keyOfTraceId, legacyKeysOfTraceId } from '../domain/trace-id.js';
import type { Clock } from '../runtime/clock.js';
import type { Sight } from './catalog/summary.js';
import { confirmedPut, confirmedRemove, patientRead, type CallBudget } from './confirmed-calls.js';
import { decodeRecord, encodeRecord, RECORD_CONTENT_TYPE, type Decoded } from './dead-letter.codec.js';
import type { ObjectStore } from './object-store.port.js';
import { StoreError } from './store-error.js';

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

export type CreateResult = { outcome: 'stored'; held: Held } | { outcome: 'exists' };

export type ReplaceResult = { outcome: 'stored'; held: Held } | { outcome: 'conflict' };

/** Told of everything that is written and read, such as the catalog. Keys and ETags are the store's. */
export interface DeadLetterObserver {
  /** Asked before the store is read; handed back with what was found. */
  moment(): number;
  written(key: string, etag: string, letter: DeadLetter): void;
  removed(key: string): void;
  seen(since: number, sight: Sight): void;
  missed(since: number, key: string): void;
}

export interface DeadLetterStoreOptions {
  /** Whether the store checks and deletes in one step (StoreTraits.atomicDelete). */
  deletesAtomically: () => boolean;
  /** Told of each new record whether the store keeps earlier versions, where its answer said so. */
  onStored: (versioned: boolean | undefined) => void;
  observer?: DeadLetterObserver;
}

const DEFAULTS: DeadLetterStoreOptions = { deletesAtomically: () => true, onStored: () => {} };

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
    private readonly options: DeadLetterStoreOptions = DEFAULTS,
  ) {}

  /**
   * Keeps a new dead letter. `exists`: there is one under this trace id already, and so, since the trace id is
   * made of the event, the event is safe.
   */
  async create(letter: DeadLetter): Promise<CreateResult> {
    const { bytes, metadata } = encodeRecord(letter, this.newWriteId());
    const key = keyOfTraceId(letter.traceId);
    const result = await confirmedPut(this.objects, this.clock, this.budget, key, bytes, {
      condition: 'absent',
      contentType: RECORD_CONTENT_TYPE,
      metadata,
    });
    if (result.outcome === 'conflict') return { outcome: 'exists' };
    this.options.observer?.written(key, result.etag, letter);
    this.options.onStored(result.versioned);
    return { outcome: 'stored', held: { key, etag: result.etag, letter } };
  }

  async read(key: string): Promise<ReadResult> {
    const { observer } = this.options;
    const since = observer?.moment() ?? 0;
    const result = await patientRead(this.clock, this.budget, (signal) => this.objects.get(key, { signal }));
    if (result.outcome === 'missing') {
      observer?.missed(since, key);
      return result;
    }
    const { bytes, etag, metadata, lastModified, storeTime } = result.object;
    const decoded = decodeRecord(key, bytes, metadata);
    const times = { lastModified, storeTime };
    observer?.seen(since, { key, etag, times, content: contentOf(decoded) });
    return { outcome: 'found', key, etag, bytes, times, decoded };
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
    this.options.observer?.written(held.key, result.etag, next);
    return { outcome: 'stored', held: { key: held.key, etag: result.etag, letter: next } };
  }

  /**
   * Deletes what is held, unless somebody else has written meanwhile. Where the store checks and deletes in two
   * steps, the record is marked as deleted first, under a condition that holds: marked it is gone for everybody, and
   * whoever sweeps finishes what was not finished here.
   */
  async remove(held: Held): Promise<'removed' | 'conflict'> {
    if (this.options.deletesAtomically() || held.letter.status === 'deleted') return this.delete(held);
    const marking = await this.replace(held, deleted(held.letter));
    if (marking.outcome === 'conflict') return 'conflict';
    try {
      return await this.deleteUnchanged(marking.held);
    } catch (error) {
      if (error instanceof StoreError) return 'removed';
      throw error;
    }
  }

  /** A last look, so that what was put back by hand since the marking is lost in that instant alone. */
  private async deleteUnchanged(marked: Held): Promise<'removed' | 'conflict'> {
    const seen = await patientRead(this.clock, this.budget, (signal) =>
      this.objects.head(marked.key, { signal }),
    );
    if (seen.outcome === 'missing') {
      this.options.observer?.removed(marked.key);
      return 'removed';
    }
    return seen.head.etag === marked.etag ? this.delete(marked) : 'conflict';
  }

  private async delete(held: Held): Promise<'removed' | 'conflict'> {
    const result = await confirmedRemove(this.objects, this.clock, this.budget, held.key, held.etag);
    if (result.outcome === 'conflict') return 'conflict';
    this.options.observer?.removed(held.key);
    return 'removed';
  }
}

function contentOf(decoded: Decoded): Sight['content'] {
  return decoded.kind === 'foreign' ? { kind: 'foreign', reason: 'not a dead letter' } : decoded;
}
