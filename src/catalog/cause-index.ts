import { isOpen, type Summary } from './summary.js';
import type { SummaryRow } from './table/row-cursor.js';

/** Unresolved dead letters that failed for one cause. */
export interface Cause {
  count: number;
  /** One of them: the latest that came or changed. It may be resolved by now. */
  example: Summary;
}

/** Counts the unresolved dead letters of each fingerprint while summaries come and go. */
export class CauseIndex {
  readonly causes = new Map<string, Cause>();

  /** `after` is in the catalog in place of `before`. */
  replace(before: SummaryRow | undefined, after: Summary | undefined): void {
    if (before !== undefined && counts(before)) this.remove(before.fingerprint);
    if (after !== undefined && counts(after)) this.add(after);
  }

  private add(summary: Summary): void {
    const cause = this.causes.get(summary.fingerprint);
    if (cause === undefined) this.causes.set(summary.fingerprint, { count: 1, example: summary });
    else {
      cause.count++;
      cause.example = summary;
    }
  }

  private remove(fingerprint: string): void {
    const cause = this.causes.get(fingerprint);
    if (cause !== undefined && --cause.count <= 0) this.causes.delete(fingerprint);
  }
}

/** A record that was stored before its first attempt has no cause yet. */
function counts(summary: SummaryRow): boolean {
  return summary.fingerprint !== '' && isOpen(summary);
}
