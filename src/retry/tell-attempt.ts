import { traceIdOfKey } from '../domain/letter/trace-id.js';
import type { Trigger } from '../domain/letter/dead-letter.js';
import type { AttemptEnded, RetryTrigger } from '../runtime/fact-types.js';
import type { Facts } from '../runtime/facts.js';
import type { Blocked, NoPlace, NotInPage, RetryOutcome } from './retry-outcome.js';

/** Whatever a retry can come to. */
type AnyOutcome = RetryOutcome | Blocked | NoPlace | NotInPage | { kind: 'not_due' };

const TRIGGERS: Record<Exclude<Trigger, 'webhook'>, RetryTrigger> = {
  sweep: 'sweep',
  page: 'page',
  manual: 'person',
  job: 'job',
};

const NOTHING_TRIED = { outcome: 'none', target: null, errorCode: null, durationMs: null } as const;

/**
 * Runs a retry and tells how it ended (`attempt_ended`), also where the store failed before anything was tried.
 *
 * @param asked the trace id that was asked for; `null`: none. The record that was retried may be another one of its event
 * @throws what `retry` throws
 */
export async function tellAttempt<T extends AnyOutcome>(
  facts: Facts,
  trigger: Exclude<Trigger, 'webhook'>,
  asked: string | null,
  retry: () => Promise<T>,
): Promise<T> {
  let end: Omit<AttemptEnded, 'trigger' | 'traceId'> = NOTHING_TRIED;
  let traceId = asked;
  try {
    const outcome = await retry();
    end = endOf(outcome);
    if ('key' in outcome) traceId = traceIdOfKey(outcome.key) ?? asked;
    return outcome;
  } finally {
    facts.tell('attempt_ended', { trigger: TRIGGERS[trigger], traceId, ...end });
  }
}

function endOf(outcome: AnyOutcome): Omit<AttemptEnded, 'trigger' | 'traceId'> {
  switch (outcome.kind) {
    case 'processed':
    case 'failed':
      return { outcome: outcome.kind, ...outcome.attempted };
    case 'held':
    case 'busy':
      return { ...NOTHING_TRIED, outcome: 'held', target: outcome.target };
    default:
      return NOTHING_TRIED;
  }
}
