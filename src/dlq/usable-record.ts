import type { DeadLetter } from '../domain/letter/dead-letter.js';
import type { ReadResult } from './dead-letter.store.js';

/** A record that can be shown and tried. `bytes`: as it is stored. */
export interface UsableRecord {
  kind: 'usable';
  letter: DeadLetter;
  etag: string;
  bytes: Uint8Array;
}

/**
 * Why a reading brought no record. `unreadable`: the store refuses to return the object, or a newer version wrote it.
 */
export type NoRecord =
  { kind: 'missing' } | { kind: 'corrupt'; reason: string } | { kind: 'unreadable'; reason: string };

/** What a reading brought, for whoever asked for one dead letter. One that is marked as deleted counts as missing. */
export function usableRecord(read: ReadResult): UsableRecord | NoRecord {
  if (read.outcome === 'missing') return { kind: 'missing' };
  if (read.outcome === 'unreadable') return { kind: 'unreadable', reason: read.reason };
  const { decoded, etag, bytes } = read;
  if (decoded.kind === 'newer') return { kind: 'unreadable', reason: decoded.reason };
  if (decoded.kind === 'corrupt') return { kind: 'corrupt', reason: decoded.reason };
  if (decoded.kind === 'foreign' || decoded.letter.status === 'deleted') return { kind: 'missing' };
  return { kind: 'usable', letter: decoded.letter, etag, bytes };
}
