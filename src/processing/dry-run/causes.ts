import type { DeadLetter } from '../../domain/letter/dead-letter.js';
import type { Failure } from '../../domain/letter/failure.js';
import type { Shown } from '../../domain/masking/shown-event.js';
import { fingerprintOf } from '../../domain/letter/fingerprint.js';

/** Failures with one fingerprint. */
export interface SampledCause {
  code: string;
  /** The error of the first one. */
  reason: string;
  fingerprint: string;
  count: number;
  exampleTraceId: string;
}

/** Groups failures by their fingerprint, as dead letters are grouped. */
export class Causes {
  private readonly byFingerprint = new Map<string, SampledCause>();

  /** @param shown what may be shown of the failed event */
  add(
    failure: Failure,
    { event, traceId }: Pick<DeadLetter, 'event' | 'traceId'>,
    shown: Pick<Shown, 'text'>,
  ): void {
    const fingerprint = fingerprintOf(failure, [event.eventId, event.tenantId, event.schemaVersion]);
    const known = this.byFingerprint.get(fingerprint);
    if (known !== undefined) {
      known.count++;
      return;
    }
    const { code } = failure;
    const reason = shown.text(failure.reason);
    this.byFingerprint.set(fingerprint, { code, reason, fingerprint, count: 1, exampleTraceId: traceId });
  }

  /** The most frequent first. */
  ranked(): SampledCause[] {
    return [...this.byFingerprint.values()].toSorted((a, b) => b.count - a.count);
  }
}
