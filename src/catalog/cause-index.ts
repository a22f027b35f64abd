import { isOpen, type Summary } from './summary.js';

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
  replace(before: Summary | undefined, after: Summary | undefined): void {
    if (before !== undefined && counts(before)) this.add(before, -1);
    if (after !== undefined && counts(after)) this.add(after, 1);
  }

  private add(summary: Summary, difference: number): void {
    const { fingerprint } = summary;
    const cause = this.causes.get(fingerprint);
    const count = (cause?.count ?? 0) + difference;
    if (count <= 0) this.causes.delete(fingerprint);
    else if (cause === undefined) this.causes.set(fingerprint, { count, example: summary });
    else {
      cause.count = count;
      if (difference > 0) cause.example = summary;
    }
  }
}

/** A record that was stored before its first attempt has no cause yet. */
function counts(summary: Summary): boolean {
  return summary.fingerprint !== '' && isOpen(summary);
}
