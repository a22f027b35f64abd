import { OldestFirst } from '../../domain/text/oldest-first.js';
import type { Clock } from '../../runtime/clock.js';
import type { Facts } from '../../runtime/facts.js';

/** How the latest calls of one callee ended. Times are milliseconds since the epoch; `null`: never since the start. */
export interface LatestCalls {
  okAt: number | null;
  failedAt: number | null;
  /** Of the latest failure. */
  errorCode: string | null;
}

const NONE: LatestCalls = { okAt: null, failedAt: null, errorCode: null };

/** Targets that are remembered: more than a table of routes has, so a name that is gone is forgotten some day. */
const MAX_TARGETS = 1_000;

/** Remembers when each target last took an event and last failed, and the same of CXone's tokens. */
export class TargetCalls {
  private readonly calls = new OldestFirst<LatestCalls>();
  private tokenCalls = NONE;

  constructor(facts: Facts, clock: Pick<Clock, 'now'>) {
    facts.on('delivery_ended', ({ target, outcome, errorCode }) => {
      // An attempt that was cut off says nothing about its target.
      if (outcome === 'failed' && errorCode === null) return;
      this.remember(target, after(this.of(target), outcome, errorCode, clock.now()));
    });
    facts.on('token_requested', ({ outcome, errorCode }) => {
      this.tokenCalls = after(this.tokenCalls, outcome, errorCode, clock.now());
    });
  }

  /** @param target the destination's name, `target:<name>` */
  of(target: string): LatestCalls {
    return this.calls.get(target) ?? NONE;
  }

  /** The requests for a token of CXone. */
  get tokens(): LatestCalls {
    return this.tokenCalls;
  }

  private remember(target: string, calls: LatestCalls): void {
    this.calls.set(target, calls);
    this.calls.keepLatest(MAX_TARGETS);
  }
}

function after(
  before: LatestCalls,
  outcome: 'ok' | 'failed',
  errorCode: string | null,
  now: number,
): LatestCalls {
  return outcome === 'ok' ? { ...before, okAt: now } : { ...before, failedAt: now, errorCode };
}
