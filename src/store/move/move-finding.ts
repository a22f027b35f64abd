import type { MovedRow } from './moved-row.js';

/**
 * What an operator must know of one object.
 *
 * - `corrupt`: its bytes do not fit their digest, or cannot be decoded. It was moved as it is.
 * - `conflict`: the target has another object under the key, which no move has written. It stays.
 * - `changed_in_target`: the copy was changed or removed in the target since. What is there stays.
 * - `gone_from_source`: it was copied, and is gone from the source since. The copy stays, unless its removal is asked for.
 * - `failed`: it could not be read, written, or compared.
 */
export const FINDINGS = ['corrupt', 'conflict', 'changed_in_target', 'gone_from_source', 'failed'] as const;

export type FindingKind = (typeof FINDINGS)[number];

export interface MoveFinding {
  key: string;
  kind: FindingKind;
  reason: string;
}

/** What was done with one key. `moving`: the source changed it during the pass, so another pass must look at it. */
export type Done = 'same' | 'copied' | 'updated' | 'removed' | 'moving' | 'none';

/** The end of one key's turn. */
export interface Settled {
  key: string;
  done: Done;
  /** Copied or updated, bytes of the body. */
  bytes: number;
  /** For the journal; `null`: the move does not know the object. */
  row: MovedRow | null;
  finding?: MoveFinding | undefined;
}
