import type { Overwritten, Sight } from '../domain/letter/sight.js';
import { summaryOfClaim } from './as-claimed.js';
import { isAsKnown } from './as-known.js';
import { summarise, type Summary, type SummaryPolicy } from './summary.js';
import type { RowCursor } from './table/row-cursor.js';

/**
 * The summary that a sight leads to, as cheap as what is known allows.
 *
 * @param known the row of the object, if there is one
 * @param before what a write of this process has written over, where that is known
 * @param at our own clock, milliseconds since the epoch, and the position of the sight
 * @returns `null` where the row says it already
 */
export function nextSummary(
  known: RowCursor | undefined,
  sight: Sight,
  before: Overwritten | null,
  policy: SummaryPolicy,
  at: { now: number; sequence: number },
): Summary | null {
  const { now, sequence } = at;
  if (known !== undefined) {
    if (isAsKnown(known, sight, policy.retention, now)) return null;
    const claimed = summaryOfClaim(known, before, sight, policy.retention, now);
    if (claimed !== null) return { ...claimed, sequence };
  }
  return summarise(sight, policy, now, sequence);
}
