import { createHash } from 'node:crypto';
import type { Clock } from '../../runtime/clock.js';
import { confirmedPut, patientRead, type CallBudget, type ConfirmedPutOptions } from '../confirmed-calls.js';
import type { ObjectStore, ReadableStore, StoredObject } from '../object-store.port.js';
import { sameEtag } from '../same-etag.js';
import { StoreError } from '../store-error.js';
import type { MovedRow } from './moved-row.js';

/** Says why an object is corrupt; `null`: it is not. */
export type CorruptionCheck = (
  key: string,
  bytes: Uint8Array,
  metadata: Readonly<Record<string, string>>,
) => string | null;

export interface Stores {
  source: ReadableStore;
  /** A dry run only reads from it. */
  target: ObjectStore;
  clock: Clock;
  /** Of each call, with its repeats. */
  budget: CallBudget;
  corruption: CorruptionCheck;
}

/**
 * `copied`, `same`: the target has the object now, or had it. `other`: it has another one, and keeps it. `moving`: the
 * source has it no more, or the target lost it while it was looked at.
 */
export type CopyResult =
  { outcome: 'copied' | 'same'; row: MovedRow; bytes: number } | { outcome: 'other' } | { outcome: 'moving' };

/** Copies single objects, whole, with metadata and content type. Each copy is read back and compared by its digest. */
export class ObjectCopy {
  constructor(private readonly stores: Stores) {}

  /** @throws StoreError where a call fails for good, or the target has kept other bytes than were sent */
  async copy(key: string, condition: ConfirmedPutOptions['condition']): Promise<CopyResult> {
    const { target, clock, budget } = this.stores;
    const object = await this.read(this.stores.source, key);
    if (object === null) return { outcome: 'moving' };
    const { bytes, contentType, metadata } = object;
    const options = { condition, contentType, metadata };
    const put = await confirmedPut(target, clock, budget, key, bytes, options);
    const kept = await this.read(target, key);
    if (kept === null) return { outcome: 'moving' };
    if (isSame(object, kept)) {
      const outcome = put.outcome === 'stored' ? 'copied' : 'same';
      return { outcome, row: this.rowOf(key, object, kept), bytes: bytes.length };
    }
    if (put.outcome === 'stored' && sameEtag(put.etag, kept.etag)) throw keptOtherBytes(key);
    return { outcome: 'other' };
  }

  /** Compares what both stores have, and changes nothing. @throws StoreError where a read fails for good */
  async compare(key: string): Promise<CopyResult> {
    const [object, kept] = await Promise.all([
      this.read(this.stores.source, key),
      this.read(this.stores.target, key),
    ]);
    if (object === null || kept === null) return { outcome: 'moving' };
    if (!isSame(object, kept)) return { outcome: 'other' };
    return { outcome: 'same', row: this.rowOf(key, object, kept), bytes: object.bytes.length };
  }

  /** Whether the source still has the object: a listing alone proves nothing. */
  async isGone(key: string): Promise<boolean> {
    return (await this.read(this.stores.source, key)) === null;
  }

  private async read(store: ReadableStore, key: string): Promise<StoredObject | null> {
    const { clock, budget } = this.stores;
    const read = await patientRead(clock, budget, (signal) => store.get(key, { signal }));
    return read.outcome === 'found' ? read.object : null;
  }

  private rowOf(key: string, object: StoredObject, kept: StoredObject): MovedRow {
    const corrupt = this.stores.corruption(key, object.bytes, object.metadata);
    return {
      key,
      sourceEtag: object.etag,
      targetEtag: kept.etag,
      sha256: digestOf(object.bytes),
      ...(corrupt !== null && { corrupt }),
    };
  }
}

function isSame(one: StoredObject, other: StoredObject): boolean {
  return (
    digestOf(one.bytes) === digestOf(other.bytes) &&
    one.contentType === other.contentType &&
    textOf(one.metadata) === textOf(other.metadata)
  );
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function textOf(metadata: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(metadata).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function keptOtherBytes(key: string): StoreError {
  return new StoreError(`the target has kept ${key} with other bytes or metadata than were sent`, {
    outcomeUnknown: false,
    retryable: false,
  });
}
