import { validateCronExpression } from 'cron';
import type { Retention } from '../domain/letter/agenda.js';
import type { BreakerPolicy } from '../domain/retry/circuit-breaker.js';
import type { EnvReader } from './env-reader.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

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
  const baseDelayMs = read.integer('RETRY_BASE_DELAY_MS', 60_000, { min: 1, max: 24 * HOUR_MS });
  const maxDelayMs = read.integer('RETRY_MAX_DELAY_MS', HOUR_MS, { min: 1, max: 30 * 24 * HOUR_MS });
  if (maxDelayMs < baseDelayMs) read.problem('RETRY_MAX_DELAY_MS', 'at least RETRY_BASE_DELAY_MS');
  return {
    baseDelayMs,
    maxDelayMs,
    maxAttempts: read.integer('RETRY_MAX_ATTEMPTS', 8, { min: 1, max: 1_000 }),
    attemptTimeoutMs: read.integer('RETRY_ATTEMPT_TIMEOUT_MS', 20_000, { min: 1, max: 20_000 }),
    leaseMarginMs: read.integer('LEASE_MARGIN_MS', 30_000, { min: 10, max: HOUR_MS }),
    // CXone takes 100 requests of a tenant at once; the rest is for single retries and new events.
    concurrency: read.integer('RETRY_CONCURRENCY', 64, { min: 1, max: 100 }),
    ratePerSecond: read.integer('RETRY_RATE_PER_SECOND', 0, { min: 0, max: 100_000 }),
  };
}

/** When what is due is looked for. */
export function sweep(read: EnvReader): SweepConfig {
  const cron = read.text('RETRY_SWEEP_CRON', '* * * * *');
  if (!validateCronExpression(cron).valid) {
    read.problem('RETRY_SWEEP_CRON', 'a cron expression of five or six fields, such as * * * * *');
  }
  return { enabled: read.boolean('RETRY_SWEEP_ENABLED', true), cron };
}

/** When a target counts as down. */
export function breaker(read: EnvReader): BreakerPolicy {
  return {
    failures: read.integer('BREAKER_FAILURES', 20, { min: 0, max: 100_000 }),
    openMs: read.integer('BREAKER_OPEN_MS', 30_000, { min: 1, max: HOUR_MS }),
  };
}

/** How long what is done with is kept. */
export function retention(read: EnvReader): Retention {
  return {
    resolvedMs: DAY_MS * read.integer('RESOLVED_RETENTION_DAYS', 0, { min: 0, max: 36_500 }),
    discardedMs: DAY_MS * read.integer('DISCARDED_RETENTION_DAYS', 30, { min: 0, max: 36_500 }),
  };
}
