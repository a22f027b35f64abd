import type { CxoneEvent } from '../domain/event/event.js';
import type { Failure } from '../domain/letter/failure.js';
import { fingerprintOf, type Failed } from '../domain/letter/fingerprint.js';
import type { Shown } from '../domain/masking/shown-event.js';

/** Failures with one fingerprint. */
export interface FoundCause<Example> {
  code: string;
  /** The error of the first one. */
  reason: string;
  fingerprint: string;
  count: number;
  /** What leads to the first one. */
  example: Example;
}

/** Groups failures by their fingerprint, as dead letters are grouped. */
export class Causes<Example> {
  private readonly byFingerprint = new Map<string, FoundCause<Example>>();

  /**
   * @param failure and the target of the attempt, as the record would have it
   * @param event as it arrived: the fingerprint of its record is made from it
   * @param shown what may be shown of the failed event
   */
  add(
    failure: Failure & Pick<Failed, 'target'>,
    event: CxoneEvent,
    shown: Pick<Shown, 'text'>,
    example: Example,
  ): void {
    const fingerprint = fingerprintOf(failure, event);
    const known = this.byFingerprint.get(fingerprint);
    if (known !== undefined) {
      known.count++;
      return;
    }
    const { code } = failure;
    const reason = shown.text(failure.reason);
    this.byFingerprint.set(fingerprint, { code, reason, fingerprint, count: 1, example });
  }

  /** The most frequent first. */
  ranked(): Array<FoundCause<Example>> {
    return [...this.byFingerprint.values()].toSorted((a, b) => b.count - a.count);
  }
}
