import {
  begun,
  closeLast,
  durationOf,
  keepLatest,
  unmeasured,
  type AttemptReport,
  type Beginning,
} from './attempts.js';
import type { Attempt, DeadLetter, Lease, Received } from './dead-letter.js';
import { formOf } from './decisions.js';
import { keepEdits } from './edits.js';
import type { CxoneEvent } from '../event/event.js';
import type { Failure } from './failure.js';
import { fingerprintOf } from './fingerprint.js';
import { retryDelay, type RetryPolicy } from '../retry/retry-policy.js';
import { makeTraceId } from './trace-id.js';

/** Characters of an error text kept in a record. */
export const MAX_ERROR_LENGTH = 8_192;

/** What a change of a record needs besides the record: the time, a random number, and the retry policy. */
export interface Circumstances {
  /** Milliseconds since the epoch. */
  now: number;
  /** From 0 to 1, 1 excluded. */
  random: number;
  policy: RetryPolicy;
}

/** The record of an event that failed for the first time. A permanent failure is parked. */
export function firstFailure(
  event: CxoneEvent,
  failure: Failure,
  report: AttemptReport & { by: string; received: Received | null },
  at: Circumstances,
): DeadLetter {
  const attempt: Attempt = {
    at: report.startedAt,
    trigger: 'webhook',
    by: report.by,
    claimId: null,
    ...outcome(failure, report, at),
  };
  return {
    traceId: makeTraceId(at.now, event.suffix),
    event,
    arrived: null,
    corrections: 0,
    status: failure.retryable ? 'pending' : 'parked',
    ...describe(failure, event, report.processor, failure.reason),
    firstFailedAt: at.now,
    failedAt: at.now,
    retryCount: 0,
    nextRetryAt: failure.retryable ? nextRetryAt(failure, 0, at) : null,
    attempts: [attempt],
    edits: [],
    lease: null,
    closedAt: null,
    received: report.received,
    others: [],
  };
}

/**
 * The record of an event that is stored before it is processed, so it has no failure. With a lease its first attempt
 * has begun; without one it is due at once. Its trace id, key and `firstFailedAt` hold the time of arrival.
 */
export function receivedFirst(
  event: CxoneEvent,
  lease: Lease | null,
  begin: { now: number; by: string; received: Received | null },
): DeadLetter {
  const { now, by, received } = begin;
  return {
    traceId: makeTraceId(now, event.suffix),
    event,
    arrived: null,
    corrections: 0,
    status: 'received',
    error: '',
    errorCode: '',
    retryable: true,
    fingerprint: '',
    firstFailedAt: now,
    failedAt: now,
    retryCount: 0,
    nextRetryAt: null,
    attempts: lease === null ? [] : [begun({ now, trigger: 'webhook', by }, lease)],
    edits: [],
    lease,
    closedAt: null,
    received,
    others: [],
  };
}

/** An attempt begins. The record holds the lease and the attempt before anybody processes the event. */
export function claimed(letter: DeadLetter, lease: Lease, begin: Beginning): DeadLetter {
  return { ...letter, lease, attempts: keepLatest([...letter.attempts, begun(begin, lease)]) };
}

/**
 * The claimed attempt failed. A permanent failure, or the last attempt, is parked. A parked record stays parked. The
 * first attempt of a record that was stored before processing does not count as a retry.
 */
export function attemptFailed(
  letter: DeadLetter,
  failure: Failure,
  report: AttemptReport,
  at: Circumstances,
): DeadLetter {
  const isFirst = letter.status === 'received';
  const retryCount = isFirst ? 0 : letter.retryCount + 1;
  const goesOn = failure.retryable && letter.status !== 'parked' && retryCount < at.policy.maxAttempts;
  const error = clip(isFirst ? failure.reason : `retry ${retryCount} failed: ${failure.reason}`);
  return {
    ...letter,
    status: goesOn ? 'pending' : 'parked',
    ...describe(failure, letter.event, report.processor, error),
    failedAt: at.now,
    retryCount,
    nextRetryAt: goesOn ? nextRetryAt(failure, retryCount, at) : null,
    attempts: closeLast(letter.attempts, letter.lease, { ...outcome(failure, report, at), error }),
    lease: null,
  };
}

/** The claimed attempt succeeded, and the record is kept for RESOLVED_RETENTION_DAYS. */
export function attemptPassed(letter: DeadLetter, report: AttemptReport, now: number): DeadLetter {
  const passed = { durationMs: durationOf(report, now), processor: report.processor };
  return {
    ...letter,
    status: 'resolved',
    nextRetryAt: null,
    attempts: closeLast(letter.attempts, letter.lease, passed),
    lease: null,
    closedAt: now,
  };
}

/** The record is marked before it is deleted. It counts as gone; the sweep finishes a deletion that was interrupted. */
export function deleted(letter: DeadLetter): DeadLetter {
  return { ...letter, status: 'deleted', nextRetryAt: null, lease: null };
}

/**
 * Merges two unresolved records of the same event into the older one, with the attempts of both. Where the older record
 * is parked and the younger one waits for an attempt, the older record becomes pending and takes over the attempt's
 * time. A correction of either stays.
 */
export function merged(older: DeadLetter, younger: DeadLetter): DeadLetter {
  const waiting = [older, younger].filter(({ status }) => status !== 'parked');
  return {
    ...older,
    ...formOf(older, younger),
    status: older.status === 'parked' && waiting.length > 0 ? 'pending' : older.status,
    nextRetryAt: earliest(waiting.map((letter) => letter.nextRetryAt)),
    failedAt: Math.max(older.failedAt, younger.failedAt),
    attempts: keepLatest([...older.attempts, ...younger.attempts].toSorted((a, b) => a.at - b.at)),
    edits: keepEdits([...older.edits, ...younger.edits].toSorted((a, b) => a.at - b.at)),
  };
}

/** The lease has run out and nobody settled the attempt: it counts as failed, with the code `worker_lost`. */
export function workerLost(letter: DeadLetter, at: Circumstances): DeadLetter {
  const failure: Failure = {
    code: 'worker_lost',
    reason: `the worker ${letter.lease?.owner ?? ''} ended before the attempt did`,
    retryable: true,
  };
  const last = letter.attempts.at(-1);
  const report = { startedAt: last?.at ?? at.now, processor: last?.processor ?? null };
  const lost = attemptFailed(letter, failure, report, at);
  return { ...lost, attempts: lost.attempts.map((a, i, all) => (i === all.length - 1 ? unmeasured(a) : a)) };
}

/** Gives the claim back. The attempt that it began is removed, because nothing was tried. */
export function released(letter: DeadLetter): DeadLetter {
  const attempts = letter.attempts.filter((attempt) => attempt.claimId !== letter.lease?.claimId);
  return { ...letter, lease: null, attempts };
}

/** The earliest of the times. `null` means due at once, and comes first; also `null` for an empty list. */
function earliest(times: Array<number | null>): number | null {
  if (times.length === 0) return null;
  return times.reduce((a, b) => (a === null || b === null ? null : Math.min(a, b)));
}

function describe(failure: Failure, event: CxoneEvent, target: string | null, error: string) {
  return {
    error: clip(error),
    errorCode: failure.code,
    retryable: failure.retryable,
    fingerprint: fingerprintOf({ ...failure, target }, event),
  };
}

function nextRetryAt(failure: Failure, retryCount: number, at: Circumstances): number {
  const cutOff = failure.code === 'processing_timeout' ? at.policy.attemptTimeoutMs : 0;
  const atLeast = Math.max(failure.retryAfterMs ?? 0, cutOff);
  return at.now + retryDelay(at.policy, retryCount, at.random, atLeast);
}

function outcome(failure: Failure, report: AttemptReport, at: Circumstances) {
  return {
    durationMs: durationOf(report, at.now),
    processor: report.processor,
    errorCode: failure.code,
    error: clip(failure.reason),
    ...(failure.response === undefined ? {} : { response: failure.response }),
  };
}

function clip(text: string): string {
  return text.length <= MAX_ERROR_LENGTH ? text : `${text.slice(0, MAX_ERROR_LENGTH - 1)}…`;
}
