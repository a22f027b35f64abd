import { confirmedRemove } from '../confirmed-calls.js';
import type { ConfirmedPutOptions } from '../confirmed-calls.js';
import { sameEtag } from '../same-etag.js';
import { StoreError } from '../store-error.js';
import type { KeySeen } from './join-keys.js';
import type { Done, FindingKind, Settled } from './move-finding.js';
import type { MovedRow } from './moved-row.js';
import { ObjectCopy, type CopyResult, type Stores } from './object-copy.js';

export interface SettleOptions {
  /** Nothing is written; what would be copied counts as copied. */
  dryRun: boolean;
  /** Copies whose object is gone from the source since are removed from the target, where nobody changed them. */
  removeGone: boolean;
}

/**
 * Brings one key of the target to what the source has. It writes only where the target has nothing, or what a move
 * wrote there and nobody has changed since. So what the target's own service did is never undone.
 */
export class KeySettler {
  private readonly objects: ObjectCopy;

  constructor(
    private readonly stores: Stores,
    private readonly options: SettleOptions,
  ) {
    this.objects = new ObjectCopy(stores);
  }

  /** @throws errors that are none of the store */
  async settle(seen: KeySeen): Promise<Settled> {
    try {
      const { source, row } = seen;
      if (source === undefined) return row === undefined ? ended(seen, 'none') : await this.gone(seen, row);
      return row === undefined ? await this.unknown(seen) : await this.known(seen, row);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return found(seen, 'failed', error.message);
    }
  }

  /** No move has noted the key. */
  private async unknown(seen: KeySeen): Promise<Settled> {
    const { key, source, target } = seen;
    if (target === undefined && this.options.dryRun) return ended(seen, 'copied', source?.size);
    const result = await (target === undefined
      ? this.objects.copy(key, 'absent')
      : this.objects.compare(key));
    if (result.outcome !== 'other') return this.told(seen, result, 'copied');
    return found(seen, 'conflict', 'the target has another object under this key, which is kept');
  }

  /** A move has noted the key, and the source still has it. */
  private async known(seen: KeySeen, row: MovedRow): Promise<Settled> {
    const { key, source, target } = seen;
    const isUnchanged = sameEtag(source?.etag ?? '', row.sourceEtag);
    if (target === undefined) {
      return found(seen, 'changed_in_target', 'it was copied, and is gone from the target since');
    }
    if (sameEtag(target.etag, row.targetEtag)) {
      if (isUnchanged) return withCorruption(row, { ...ended(seen, 'same'), row });
      if (this.options.dryRun) return ended(seen, 'updated', source?.size);
      return this.update(seen, { ifMatch: row.targetEtag });
    }
    // A listing may show an ETag in another form than an answer does, so the bytes decide.
    const result = await this.objects.compare(key);
    if (result.outcome !== 'other') return this.told(seen, result, 'same');
    const both = isUnchanged ? '' : ', and the source has changed it as well';
    return found(seen, 'changed_in_target', `the target has changed its copy${both}; it is kept`);
  }

  private async update(seen: KeySeen, condition: ConfirmedPutOptions['condition']): Promise<Settled> {
    const result = await this.objects.copy(seen.key, condition);
    if (result.outcome !== 'other') return this.told(seen, result, 'updated');
    return found(seen, 'changed_in_target', 'the source and the target have both changed it; both are kept');
  }

  /** A move has copied the object, and the source has it no more: a retry passed, or somebody deleted it. */
  private async gone(seen: KeySeen, row: MovedRow): Promise<Settled> {
    const { key, target } = seen;
    if (target === undefined) return ended(seen, 'none');
    if (!(await this.objects.isGone(key))) return { ...ended(seen, 'moving'), row };
    if (!sameEtag(target.etag, row.targetEtag)) {
      return found(
        seen,
        'changed_in_target',
        'it is gone from the source, and the target has changed its copy',
      );
    }
    if (!this.options.removeGone || this.options.dryRun) {
      return found(seen, 'gone_from_source', 'it was copied, and is gone from the source since');
    }
    const { clock, budget } = this.stores;
    const removed = await confirmedRemove(this.stores.target, clock, budget, key, row.targetEtag);
    return removed.outcome === 'conflict' ? { ...ended(seen, 'moving'), row } : ended(seen, 'removed');
  }

  private told(seen: KeySeen, result: Exclude<CopyResult, { outcome: 'other' }>, done: Done): Settled {
    if (result.outcome === 'moving') return { ...ended(seen, 'moving'), row: seen.row ?? null };
    const { row, bytes } = result;
    if (result.outcome === 'same') return withCorruption(row, { ...ended(seen, 'same'), row });
    return withCorruption(row, { ...ended(seen, done, bytes), row });
  }
}

function ended({ key }: KeySeen, done: Done, bytes = 0): Settled {
  return { key, done, bytes, row: null };
}

/** What was noted of the key stays noted, so that the next run finds the same. */
function found(seen: KeySeen, kind: FindingKind, reason: string): Settled {
  const { key, row = null } = seen;
  return { ...ended(seen, 'none'), row, finding: { key, kind, reason } };
}

function withCorruption({ key, corrupt }: MovedRow, settled: Settled): Settled {
  return corrupt === undefined ? settled : { ...settled, finding: { key, kind: 'corrupt', reason: corrupt } };
}
