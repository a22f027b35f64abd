import type { FactTypes } from '../../runtime/fact-types.js';
import type { Facts } from '../../runtime/facts.js';
import type { CauseSource } from './cause-watch.js';
import type { Active, Watch } from './watch.js';

/** Causes of which a change of schemas or routes lets dead letters pass. Each cause and change is a subject. */
export class FixedWatch implements Watch {
  readonly prefix = 'fixed-';
  /** What the latest change did, by cause. */
  private readonly tried = new Map<string, FactTypes['cause_tried']>();

  /** @param isMutedCause whether people want to hear nothing of a cause */
  constructor(
    facts: Facts,
    private readonly catalog: Pick<CauseSource, 'causes'>,
    private readonly isMutedCause: (fingerprint: string) => boolean,
  ) {
    facts.on('cause_tried', (fact) => {
      for (const known of this.tried.keys()) if (!catalog.causes().has(known)) this.tried.delete(known);
      this.tried.set(fact.fingerprint, fact);
    });
  }

  *active(): Iterable<Active> {
    for (const fact of this.tried.values()) {
      const { fingerprint, sampled, wouldPass, at, change, what } = fact;
      const cause = this.catalog.causes().get(fingerprint);
      if (cause === undefined || wouldPass === 0 || this.isMutedCause(fingerprint)) continue;
      const { errorCode, error, name } = cause.example;
      yield {
        subject: {
          id: `${this.prefix}${fingerprint}-${change}`,
          kind: 'fixed_now',
          severity: 'info',
          title: `The ${what} were changed, and ${wouldPass} of ${sampled} would pass now: ${errorCode ?? 'unknown'}: ${error}`,
          details: {
            fingerprint,
            error_code: errorCode ?? '',
            error,
            sampled: String(sampled),
            would_pass: String(wouldPass),
            dead_letters: String(cause.count),
            changed: what,
            example_trace_id: name,
          },
        },
        since: at,
        seenAt: at,
        old: false,
      };
    }
  }

  isMuted({ id }: { id: string }): boolean {
    return this.isMutedCause(this.fingerprintOf(id));
  }

  /** The cause is gone, or a later change was tried here. */
  isOver({ id, at }: { id: string; at: number }): boolean {
    const fingerprint = this.fingerprintOf(id);
    if (!this.catalog.causes().has(fingerprint)) return true;
    const latest = this.tried.get(fingerprint);
    return latest !== undefined && latest.at > at && !id.endsWith(`-${latest.change}`);
  }

  private fingerprintOf(id: string): string {
    return id.slice(this.prefix.length, id.lastIndexOf('-'));
  }
}
