import { validateCronExpression } from 'cron';
import type { Retention } from '../domain/letter/agenda.js';
import type { BreakerPolicy } from '../domain/retry/circuit-breaker.js';
import type { EnvReader } from './env-reader.js';
import { DAY_MS } from './variables/variable.js';

export interface RetryConfig {
  baseDelayMs: number;
  maxDelayMs: number;
  maxAttempts: number;
  attemptTimeoutMs: number;
  leaseMarginMs: number;
  /** Attempts at once: of this replica, and over a queue of all replicas. People's are among them. */
  concurrency: number;
  /** Attempts that the schedule begins in a second, of this replica or over a queue of all; 0: no limit. */
  ratePerSecond: number;
}

export interface SweepConfig {
  enabled: boolean;
  /** Five fields, or six with seconds first. In UTC. */
  cron: string;
}

/** How a dead letter is retried. What is wrong goes to `read.problems`. */
export function retry(read: EnvReader): RetryConfig {
  const baseDelayMs = read.integer('RETRY_BASE_DELAY_MS');
  const maxDelayMs = read.integer('RETRY_MAX_DELAY_MS');
  if (maxDelayMs < baseDelayMs) read.problem('RETRY_MAX_DELAY_MS', 'at least RETRY_BASE_DELAY_MS');
  return {
    baseDelayMs,
    maxDelayMs,
    maxAttempts: read.integer('RETRY_MAX_ATTEMPTS'),
    attemptTimeoutMs: read.integer('RETRY_ATTEMPT_TIMEOUT_MS'),
    leaseMarginMs: read.integer('LEASE_MARGIN_MS'),
    concurrency: read.integer('RETRY_CONCURRENCY'),
    ratePerSecond: read.integer('RETRY_RATE_PER_SECOND'),
  };
}

/** When what is due is looked for. */
export function sweep(read: EnvReader): SweepConfig {
  const cron = read.text('RETRY_SWEEP_CRON');
  if (!validateCronExpression(cron).valid) {
    read.problem('RETRY_SWEEP_CRON', 'a cron expression of five or six fields, such as * * * * *');
  }
  return { enabled: read.boolean('RETRY_SWEEP_ENABLED'), cron };
}

/** When a target counts as down. */
export function breaker(read: EnvReader): BreakerPolicy {
  return {
    failures: read.integer('BREAKER_FAILURES'),
    openMs: read.integer('BREAKER_OPEN_MS'),
  };
}

/** How long a job is kept after its end, milliseconds; 0: for ever. */
export function jobRetentionMs(read: EnvReader): number {
  return DAY_MS * read.integer('JOB_RETENTION_DAYS');
}

/** How long what is done with is kept. */
export function retention(read: EnvReader): Retention {
  return {
    resolvedMs: DAY_MS * read.integer('RESOLVED_RETENTION_DAYS'),
    discardedMs: DAY_MS * read.integer('DISCARDED_RETENTION_DAYS'),
  };
}
