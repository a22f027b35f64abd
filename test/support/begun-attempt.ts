import type { CxoneEvent } from '../../src/domain/event/event.js';
import type { Failure } from '../../src/domain/letter/failure.js';
import type { AttemptEnd, BegunAttempt } from '../../src/retry/attempt/attempt.js';

/** A first attempt that began at time 0 and may take a second, with changes. */
export function begunAttemptOf(event: CxoneEvent, changes: Partial<BegunAttempt> = {}): BegunAttempt {
  return {
    event,
    startedAt: 0,
    begunAt: 0,
    endBy: 1_000,
    traceId: null,
    retryCount: 0,
    corrections: 0,
    knownSince: 0,
    byPerson: false,
    place: 'take',
    refusal: null,
    ...changes,
  };
}

/** How an attempt ended, and the failure where it failed. */
export type Ended = { end: 'notBegun' | 'passed' } | { end: 'failed'; failure: Failure };

/** An end that writes nothing. @param settle what settling takes */
export function endOf(settle: () => Promise<void>): AttemptEnd<Ended> {
  return {
    notBegun: async () => ({ end: 'notBegun' }),
    passed: async () => {
      await settle();
      return { end: 'passed' };
    },
    failed: async (failure) => {
      await settle();
      return { end: 'failed', failure };
    },
  };
}
