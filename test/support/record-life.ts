import fc from 'fast-check';
import { expect } from 'vitest';
import { nextTask } from '../../src/domain/letter/agenda.js';
import {
  isUnresolved,
  type DeadLetter,
  type Status,
  type Trigger,
} from '../../src/domain/letter/dead-letter.js';
import type { Failure, UpstreamResponse } from '../../src/domain/letter/failure.js';
import { isLive, LEASE_GRACE_MS } from '../../src/domain/letter/lease.js';
import { MAX_ATTEMPTS_KEPT } from '../../src/domain/letter/attempts.js';
import { edited, MAX_EDITS_KEPT } from '../../src/domain/letter/edits.js';
import * as life from '../../src/domain/letter/lifecycle.js';
import { eventOf } from './event-of.js';

const policy = { baseDelayMs: 60_000, maxDelayMs: 300_000, maxAttempts: 3, attemptTimeoutMs: 20_000 };
const retention = { resolvedMs: 3_600_000, discardedMs: 7_200_000 };
const BEGINNING = Date.UTC(2024, 9, 23);
export const TTL_MS = 50_000;

export const FAILURES: Record<string, Failure> = {
  transient: { code: 'upstream_error', reason: 'HTTP 503', retryable: true },
  busy: { code: 'upstream_rate_limited', reason: 'HTTP 429', retryable: true, retryAfterMs: 900_000 },
  cutOff: { code: 'processing_timeout', reason: 'not processed', retryable: true },
  refused: {
    code: 'upstream_rejected',
    reason: 'HTTP 422',
    retryable: false,
    response: { status: 422, body: 'no such case' },
  },
  permanent: { code: 'validation_failed', reason: 'nothing fits', retryable: false },
};

/** What there is to know of a record's life, in the fewest words. */
export interface Model {
  status: Status;
  retries: number;
  /** The claim that holds it, and when it was written by the store's clock. */
  claim: { id: string; writtenAt: number } | null;
  /** Claims, their ends (`open`, `passed`, or an error code), and what the target answered. */
  attempts: Array<{ id: string | null; end: string; response: UpstreamResponse | null }>;
  /** From when on the schedule retries it: the earliest and the latest that the rules allow. */
  due: { from: number; to: number } | null;
  closedAt: number | null;
}

/** The record, and two clocks that run alike and show different times. */
export class Real {
  now = BEGINNING;
  lastModified = BEGINNING;
  claims = 0;
  readonly first: DeadLetter;

  constructor(
    public letter: DeadLetter,
    /** Ours less the store's, milliseconds. */
    readonly ahead: number,
  ) {
    this.first = letter;
  }

  get times() {
    return { lastModified: this.lastModified, storeTime: this.now };
  }

  at(random = 0.5): life.Circumstances {
    return { now: this.now + this.ahead, random, policy };
  }

  write(letter: DeadLetter): void {
    this.letter = letter;
    this.lastModified = this.now;
  }
}

type Step = fc.Command<Model, Real>;

const isHeld = (model: Model, now: number) =>
  model.claim !== null && now - model.claim.writtenAt <= TTL_MS + LEASE_GRACE_MS;

/** Parked stays parked; otherwise what may pass later waits, until its attempts are used up. */
function fail(model: Model, real: Real, failure: Failure): void {
  const now = real.now + real.ahead;
  model.retries++;
  const parked = model.status === 'parked' || !failure.retryable || model.retries >= policy.maxAttempts;
  model.status = parked ? 'parked' : 'pending';
  const atLeast = Math.max(failure.retryAfterMs ?? 0, failure.code === 'processing_timeout' ? 20_000 : 0);
  const ceiling = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** model.retries);
  model.due = parked ? null : { from: now + atLeast, to: now + Math.max(atLeast, ceiling) };
  Object.assign(model.attempts.at(-1)!, { end: failure.code, response: failure.response ?? null });
  model.claim = null;
}

export const wait = (ms: number): Step => ({
  check: () => true,
  run: (model, real) => {
    real.now += ms;
    compare(model, real);
  },
  toString: () => `wait ${ms}`,
});

export const claim = (trigger: Trigger, random: number): Step => ({
  check: () => true,
  run: (model, real) => {
    const allowed = isUnresolved(model.status) && !isHeld(model, real.now);
    expect(isUnresolved(real.letter.status) && !isLive(real.letter.lease, real.times)).toBe(allowed);
    if (!allowed) return;
    const id = `c${++real.claims}`;
    const before = real.letter.lease === null ? real.letter : life.workerLost(real.letter, real.at(random));
    if (model.claim !== null) fail(model, real, { code: 'worker_lost', reason: '', retryable: true });
    const begin = { now: real.now + real.ahead, trigger, by: 'r' };
    real.write(life.claimed(before, { claimId: id, owner: 'r', ttlMs: TTL_MS }, begin));
    model.claim = { id, writtenAt: real.now };
    model.attempts.push({ id, end: 'open', response: null });
    compare(model, real);
  },
  toString: () => `claim by ${trigger}`,
});

export const settle = (how: string, random: number): Step => ({
  check: (model) => model.claim !== null,
  run: (model, real) => {
    const report = { startedAt: real.lastModified + real.ahead, processor: 'P' };
    const failure = FAILURES[how];
    if (failure !== undefined) {
      real.write(life.attemptFailed(real.letter, failure, report, real.at(random)));
      fail(model, real, failure);
    } else if (how === 'pass') {
      real.write(life.attemptPassed(real.letter, report, real.now + real.ahead));
      model.attempts.at(-1)!.end = 'passed';
      Object.assign(model, { status: 'resolved', claim: null, due: null, closedAt: real.now + real.ahead });
    } else {
      real.write(life.released(real.letter));
      model.attempts.pop();
      model.claim = null;
    }
    compare(model, real);
  },
  toString: () => `settle: ${how}`,
});

export const repair: Step = {
  check: () => true,
  run: (model, real) => {
    real.write(edited(real.letter, { at: real.now, by: 'unknown', kind: 'hand' }));
    // Whoever puts a record back with the lease in it begins the lease anew.
    if (model.claim !== null) model.claim.writtenAt = real.now;
    compare(model, real);
  },
  toString: () => 'repair by hand',
};

function compare(model: Model, real: Real): void {
  const { letter, first } = real;
  expect(letter.status).toBe(model.status);
  expect(letter.retryCount).toBe(model.retries);
  expect(letter.lease?.claimId ?? null).toBe(model.claim?.id ?? null);
  const ends = letter.attempts.map(({ claimId, durationMs, errorCode, response = null }) => ({
    id: claimId,
    end: errorCode ?? (durationMs === null ? 'open' : 'passed'),
    response,
  }));
  expect(ends).toEqual(model.attempts.slice(-MAX_ATTEMPTS_KEPT));
  expect(letter.closedAt).toBe(model.closedAt);
  if (model.due === null) expect(letter.nextRetryAt).toBeNull();
  else {
    expect(letter.nextRetryAt).toBeGreaterThanOrEqual(model.due.from);
    expect(letter.nextRetryAt).toBeLessThanOrEqual(model.due.to);
  }
  expect([letter.traceId, letter.event, letter.firstFailedAt]).toEqual([
    first.traceId,
    first.event,
    first.firstFailedAt,
  ]);
  expect(letter.edits.length).toBeLessThanOrEqual(MAX_EDITS_KEPT);
  if (letter.retryCount > 0) expect(letter.error).toMatch(`retry ${letter.retryCount} failed: `);
  compareAgenda(model, real);
}

/** What the schedule has to do with the record at this moment. */
function compareAgenda(model: Model, real: Real): void {
  const now = real.now + real.ahead;
  const task = nextTask(real.letter, real.times, retention, now);
  const isDue = task.kind !== 'none' && task.at <= now;
  if (model.status === 'resolved') {
    expect(task).toEqual({ kind: 'purge', at: model.closedAt! + retention.resolvedMs });
  } else if (model.claim !== null) {
    expect(task.kind).toBe('retry');
    expect(isDue).toBe(!isHeld(model, real.now));
  } else if (model.status === 'parked') {
    expect(task).toEqual({ kind: 'none' });
  } else {
    expect(task.kind).toBe('retry');
    if (now < model.due!.from) expect(isDue).toBe(false);
    if (now > model.due!.to) expect(isDue).toBe(true);
  }
}

export function firstOf(failure: Failure, ahead: number): { model: Model; real: Real } {
  const now = BEGINNING + ahead;
  const letter = life.firstFailure(
    eventOf('{"event_id":"e"}'),
    failure,
    { startedAt: now - 5, processor: 'P', by: 'r', received: null },
    { now, random: 0, policy },
  );
  const atLeast = failure.retryAfterMs ?? (failure.code === 'processing_timeout' ? 20_000 : 0);
  const model: Model = {
    status: failure.retryable ? 'pending' : 'parked',
    retries: 0,
    claim: null,
    attempts: [{ id: null, end: failure.code, response: failure.response ?? null }],
    due: failure.retryable ? { from: now + atLeast, to: now + Math.max(atLeast, policy.baseDelayMs) } : null,
    closedAt: null,
  };
  return { model, real: new Real(letter, ahead) };
}
