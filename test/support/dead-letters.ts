import type { DeadLetter } from '../../src/domain/letter/dead-letter.js';
import { firstFailure } from '../../src/domain/letter/lifecycle.js';
import { eventOf } from './event-of.js';

const policy = { baseDelayMs: 1_000, maxDelayMs: 1_000, maxAttempts: 3, attemptTimeoutMs: 1_000 };

export interface LetterOptions {
  eventId?: string;
  tenantId?: string;
  /** Of the failure, milliseconds since the epoch. */
  at?: number;
  retryable?: boolean;
  reason?: string;
  payload?: unknown;
}

/** A dead letter as its first failure leaves it. */
export function letterOf(options: LetterOptions = {}): DeadLetter {
  const { eventId = 'e', tenantId = 't', at = Date.UTC(2024, 9, 23, 14), retryable = true } = options;
  const { reason = 'HTTP 503', payload = {} } = options;
  const event = eventOf(JSON.stringify({ event_id: eventId, tenant_id: tenantId, payload }));
  const report = { startedAt: at, processor: 'P', by: 'r', received: null };
  return firstFailure(event, { code: 'upstream_error', reason, retryable }, report, {
    now: at,
    random: 0.5,
    policy,
  });
}
