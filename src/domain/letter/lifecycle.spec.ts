import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeadLetter } from './dead-letter.js';
import { readEvent } from '../event/event.js';
import type { Failure } from './failure.js';
import { toJsonText } from '../json/json-text.js';
import { isLive, LEASE_GRACE_MS } from './lease.js';
import { MAX_ATTEMPTS_KEPT } from './attempts.js';
import {
  attemptFailed,
  claimed,
  firstFailure,
  receivedFirst,
  released,
  workerLost,
  type Circumstances,
} from './lifecycle.js';

const NOW = Date.UTC(2024, 9, 23);
const policy = { baseDelayMs: 1_000, maxDelayMs: 8_000, maxAttempts: 3, attemptTimeoutMs: 20_000 };
const at = (now: number): Circumstances => ({ now, random: 0.5, policy });
const transient: Failure = { code: 'upstream_error', reason: 'HTTP 503', retryable: true };
const permanent: Failure = { code: 'validation_failed', reason: 'no id', retryable: false };
const report = { startedAt: NOW - 10, processor: 'P' };
const lease = { claimId: 'c1', owner: 'r1', ttlMs: 50_000 };

function first(failure: Failure): DeadLetter {
  const reading = readEvent(toJsonText('{"event_id":"e"}'), 'v2.1');
  if ('problems' in reading) throw new Error('not an event');
  return firstFailure(reading.event, failure, { ...report, by: 'r1', received: null }, at(NOW));
}

const claim = (letter: DeadLetter) => claimed(letter, lease, { now: NOW, trigger: 'manual', by: 'r1' });

describe('the life of a dead letter', () => {
  it('begins pending after a transient failure, with the time of its retry', () => {
    expect(first(transient)).toMatchObject({ status: 'pending', retryCount: 0, nextRetryAt: NOW + 500 });
  });

  it('begins parked after a permanent failure', () => {
    expect(first(permanent)).toMatchObject({ status: 'parked', retryable: false, nextRetryAt: null });
  });

  it('waits at least an attempt timeout after an event was cut off', () => {
    const cutOff: Failure = { code: 'processing_timeout', reason: 'cut', retryable: true };
    expect(first(cutOff).nextRetryAt).toBe(NOW + 20_000);
  });

  it('waits as long as the upstream asked', () => {
    expect(first({ ...transient, retryAfterMs: 90_000 }).nextRetryAt).toBe(NOW + 90_000);
  });

  it('goes through a failed attempt', () => {
    const begun = claim(first(transient));
    expect(begun.attempts.at(-1)).toMatchObject({ claimId: 'c1', durationMs: null });
    const failed = attemptFailed(begun, transient, report, at(NOW + 5));
    expect(failed).toMatchObject({
      status: 'pending',
      retryCount: 1,
      error: 'retry 1 failed: HTTP 503',
      failedAt: NOW + 5,
      firstFailedAt: NOW,
      lease: null,
      nextRetryAt: NOW + 5 + 1_000,
    });
    expect(failed.attempts.at(-1)).toMatchObject({
      durationMs: 15,
      errorCode: 'upstream_error',
      processor: 'P',
    });
  });

  it('is parked when attempts are used up, and parked stays parked', () => {
    let letter = first(transient);
    for (let n = 1; n <= 4; n++) {
      letter = attemptFailed(claim(letter), transient, report, at(NOW + n));
      expect([letter.retryCount, letter.status]).toEqual([n, n < 3 ? 'pending' : 'parked']);
    }
    expect(letter.nextRetryAt).toBeNull();
  });

  it('counts an attempt that was lost with its worker', () => {
    const lost = workerLost(claim(first(transient)), at(NOW + 60_000));
    expect(lost).toMatchObject({ retryCount: 1, errorCode: 'worker_lost', lease: null, status: 'pending' });
    expect(lost.attempts.at(-1)).toMatchObject({ claimId: 'c1', errorCode: 'worker_lost', durationMs: null });
  });

  it('is as before when a claim is given back', () => {
    const letter = first(transient);
    expect(released(claim(letter))).toEqual(letter);
  });

  it.each([
    ['transient', transient, 'pending'],
    ['permanent', permanent, 'parked'],
  ] as const)(
    'is the same after a %s first failure, whether the event was stored first or not',
    (_, failure, status) => {
      const stored = receivedFirst(first(transient).event, lease, {
        now: NOW - 10,
        by: 'r1',
        received: null,
      });
      expect(stored).toMatchObject({
        status: 'received',
        lease,
        retryCount: 0,
        nextRetryAt: null,
        error: '',
      });
      const { attempts, ...settled } = attemptFailed(stored, failure, report, at(NOW));
      const { attempts: ofSync, ...sync } = first(failure);
      // Its name tells when it arrived, which is all that differs.
      expect(settled).toEqual({ ...sync, status, traceId: stored.traceId, firstFailedAt: NOW - 10 });
      expect(attempts).toEqual(ofSync.map((attempt) => ({ ...attempt, claimId: lease.claimId })));
    },
  );

  it('counts the first attempt that was lost with its worker, though not as a retry', () => {
    const stored = receivedFirst(first(transient).event, lease, { now: NOW, by: 'r1', received: null });
    const lost = workerLost(stored, at(NOW + 60_000));
    expect(lost).toMatchObject({ status: 'pending', retryCount: 0, errorCode: 'worker_lost', lease: null });
    expect(lost.attempts).toMatchObject([{ trigger: 'webhook', errorCode: 'worker_lost', durationMs: null }]);
    expect(attemptFailed(claim(lost), transient, report, at(NOW)).retryCount).toBe(1);
  });

  it('has begun no attempt where nobody holds the record', () => {
    const free = receivedFirst(first(transient).event, null, { now: NOW, by: 'r1', received: null });
    expect(free).toMatchObject({ status: 'received', lease: null, attempts: [] });
    const held = receivedFirst(first(transient).event, lease, { now: NOW, by: 'r1', received: null });
    expect(released(held)).toEqual(free);
  });

  it('keeps the latest attempts alone', () => {
    let letter = first(transient);
    for (let n = 0; n < 40; n++) letter = attemptFailed(claim(letter), transient, report, at(NOW + n));
    expect(letter.attempts).toHaveLength(MAX_ATTEMPTS_KEPT);
    expect(letter.attempts.at(-1)?.error).toBe('retry 40 failed: HTTP 503');
  });

  it('has the same fingerprint for the first failure and for retries of the same cause', () => {
    const letter = first(transient);
    expect(attemptFailed(claim(letter), transient, report, at(NOW)).fingerprint).toBe(letter.fingerprint);
  });
});

describe('a lease', () => {
  it('runs out by two times of the store, whatever our clock shows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 0, max: 200_000 }), (written, age) => {
        const times = { lastModified: written, storeTime: written + age };
        expect(isLive(lease, times)).toBe(age <= lease.ttlMs + LEASE_GRACE_MS);
      }),
    );
  });

  it('does not live where there is none', () => {
    expect(isLive(null, { lastModified: NOW, storeTime: NOW })).toBe(false);
  });
});
