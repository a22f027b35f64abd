import type { DeadLetter } from '../../domain/letter/dead-letter.js';
import type { DeadLetterStore, ReadResult } from '../../dlq/dead-letter.store.js';
import { done, type TurnEnd } from './member-work.js';

type Found = Extract<ReadResult, { outcome: 'found' }>;

/** What lies under a member's key. `unusable`: nothing that a job works on; `end`: how the turn ends therefore. */
export type MemberReading =
  | { kind: 'missing' }
  | { kind: 'unusable'; end: TurnEnd }
  | { kind: 'record'; letter: DeadLetter; byHand: boolean; read: Found };

/** Sorts a reading of a member. A record that is marked as deleted is a record here: who erases it has to see it. */
export function memberReading(read: ReadResult): MemberReading {
  if (read.outcome === 'missing') return { kind: 'missing' };
  if (read.outcome === 'unreadable') return { kind: 'unusable', end: done('skipped_changed', read.reason) };
  const { decoded } = read;
  if (decoded.kind !== 'record')
    return { kind: 'unusable', end: done('skipped_changed', 'it is no readable record any more') };
  return { kind: 'record', letter: decoded.letter, byHand: decoded.byHand, read };
}

/**
 * How a turn ends that has found no record: `absent`, or `skipped_changed` where something else lies under the key.
 *
 * @throws StoreError
 */
export async function withoutRecord(
  letters: Pick<DeadLetterStore, 'read'>,
  key: string,
  absent: TurnEnd,
): Promise<TurnEnd> {
  const reading = memberReading(await letters.read(key));
  return reading.kind === 'unusable' ? reading.end : absent;
}
