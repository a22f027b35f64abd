import type { Attempt, DeadLetter, Edit, Lease, Received, Trigger } from './dead-letter.js';
import type { CxoneEvent } from '../event/event.js';
import type { Failure } from './failure.js';
import { fingerprintOf } from './fingerprint.js';
import { retryDelay, type RetryPolicy } from '../retry/retry-policy.js';
import { makeTraceId } from './trace-id.js';

/** Attempts kept in a record. */
export const MAX_ATTEMPTS_KEPT = 25;

/** Edits kept in a record. */
export const MAX_EDITS_KEPT = 25;

/** Characters of an error text kept in a record. */
export const MAX_ERROR_LENGTH = 8_192;

/** What a change of a record takes from outside: the time, chance, and the rules. */
export interface Circumstances {
  /** Milliseconds since the epoch. */
  now: number;
  /** From 0 to 1, 1 excluded. */
  random: number;
  policy: RetryPolicy;
}

/** How an attempt went, apart from its failure. */
export interface AttemptReport {
  /** Milliseconds since the epoch. */
  startedAt: number;
  /** As it was measured, milliseconds; absent: by the difference of the times that are written. */
  durationMs?: number;
  processor: string | null;
}

/** An event has failed for the first time. What cannot pass as it is goes to a person at once. */
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
    status: failure.retryable ? 'pending' : 'parked',
    ...describe(failure, event, failure.reason),
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
 * An event is on record before it is processed: nothing of it has failed. With a lease its first attempt has begun;
 * without one it is due at once. Its trace id, key and `firstFailedAt` tell when it arrived.
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

/** An attempt begins: the record carries its lease, and the attempt is on record before the event is touched. */
export function claimed(
  letter: DeadLetter,
  lease: Lease,
  begin: { now: number; trigger: Trigger; by: string },
): DeadLetter {
  return { ...letter, lease, attempts: keepLatest([...letter.attempts, begun(begin, lease)]) };
}

/**
 * The claimed attempt failed. Attempts used up, or no hope without a person: parked; parked stays parked. The first
 * failure of what was stored first is no retry.
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
    ...describe(failure, letter.event, error),
    failedAt: at.now,
    retryCount,
    nextRetryAt: goesOn ? nextRetryAt(failure, retryCount, at) : null,
    attempts: closeLast(letter.attempts, letter.lease, { ...outcome(failure, report, at), error }),
    lease: null,
  };
}

/** The claimed attempt passed, and its record is kept for a while. */
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

/** About to go: whoever finds it so finishes the deletion, and to everybody else it is gone. */
export function deleted(letter: DeadLetter): DeadLetter {
  return { ...letter, status: 'deleted', nextRetryAt: null, lease: null };
}

/** The record was changed by somebody else than an attempt, and says so. */
export function edited(letter: DeadLetter, edit: Edit): DeadLetter {
  return { ...letter, edits: [...letter.edits, edit].slice(-MAX_EDITS_KEPT) };
}

/** A parked dead letter that is due again: somebody says that what kept it is gone. It keeps its attempts. */
export function redriven(letter: DeadLetter, { now, by }: { now: number; by: string }): DeadLetter {
  const due = edited(letter, { at: now, by, kind: 'redrive' });
  return { ...due, status: 'pending', nextRetryAt: now };
}

/**
 * What stays of two unresolved records of the same event: the older, with the attempts of both. Where the older is
 * parked and the younger waits for an attempt, its first one included, the older waits for it from now on.
 */
export function merged(older: DeadLetter, younger: DeadLetter): DeadLetter {
  const waiting = [older, younger].filter(({ status }) => status !== 'parked');
  return {
    ...older,
    status: older.status === 'parked' && waiting.length > 0 ? 'pending' : older.status,
    nextRetryAt: earliest(waiting.map((letter) => letter.nextRetryAt)),
    failedAt: Math.max(older.failedAt, younger.failedAt),
    attempts: keepLatest([...older.attempts, ...younger.attempts].toSorted((a, b) => a.at - b.at)),
    edits: [...older.edits, ...younger.edits].toSorted((a, b) => a.at - b.at).slice(-MAX_EDITS_KEPT),
  };
}

/** The lease has run out and nobody settled: the attempt under it is counted as failed with its worker. */
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

/** The claim is given back with nothing tried. */
export function released(letter: DeadLetter): DeadLetter {
  const attempts = letter.attempts.filter((attempt) => attempt.claimId !== letter.lease?.claimId);
  return { ...letter, lease: null, attempts };
}

function begun({ now, trigger, by }: { now: number; trigger: Trigger; by: string }, lease: Lease): Attempt {
  const open = { durationMs: null, processor: null, errorCode: null, error: null };
  return { at: now, trigger, by, claimId: lease.claimId, ...open };
}

/** No time at all is the earliest: due at once. `null` as well where none waits. */
function earliest(times: Array<number | null>): number | null {
  if (times.length === 0) return null;
  return times.reduce((a, b) => (a === null || b === null ? null : Math.min(a, b)));
}

function describe(failure: Failure, event: CxoneEvent, error: string) {
  return {
    error: clip(error),
    errorCode: failure.code,
    retryable: failure.retryable,
    fingerprint: fingerprintOf(failure, [event.eventId, event.tenantId, event.schemaVersion]),
  };
}

function nextRetryAt(failure: Failure, retryCount: number, at: Circumstances): number {
  const cutOff = failure.code === 'processing_timeout' ? at.policy.attemptTimeoutMs : 0;
  const atLeast = Math.max(failure.retryAfterMs ?? 0, cutOff);
  return at.now + retryDelay(at.policy, retryCount, at.random, atLeast);
}

function durationOf({ durationMs, startedAt }: AttemptReport, now: number): number {
  return Math.max(0, Math.round(durationMs ?? now - startedAt));
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

function closeLast(attempts: readonly Attempt[], lease: Lease | null, result: Partial<Attempt>): Attempt[] {
  return attempts.map((attempt) =>
    lease !== null && attempt.claimId === lease.claimId ? { ...attempt, ...result } : attempt,
  );
}

function unmeasured(attempt: Attempt): Attempt {
  return { ...attempt, durationMs: null };
}

function keepLatest(attempts: Attempt[]): Attempt[] {
  return attempts.slice(-MAX_ATTEMPTS_KEPT);
}

function clip(text: string): string {
  return text.length <= MAX_ERROR_LENGTH ? text : `${text.slice(0, MAX_ERROR_LENGTH - 1)}…`;
}
