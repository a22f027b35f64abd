import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { letterOf } from '../../test/support/dead-letters.js';
import type { DeadLetter } from '../domain/letter/dead-letter.js';
import { claimed } from '../domain/letter/lifecycle.js';
import type { Sight } from '../domain/letter/sight.js';
import { keyOfTraceId } from '../domain/letter/trace-id.js';
import { NO_MASKING } from '../domain/masking/masking.js';
import { summaryOfClaim } from './as-claimed.js';
import { Catalog } from './catalog.js';
import { summarise } from './summary.js';

const AT = Date.UTC(2024, 9, 23, 14);
const policy = { retention: { resolvedMs: 0, discardedMs: 60_000 }, order: null, masking: NO_MASKING };
const LEASE = { claimId: 'c', owner: 'o', ttlMs: 30_000 };
const FIRST = letterOf({ at: AT });
const key = keyOfTraceId(FIRST.traceId);

const claim = (letter: DeadLetter) => claimed(letter, LEASE, { now: AT, trigger: 'sweep', by: 'o' });
const failed = { ...FIRST.attempts[0]!, errorCode: 'upstream_error', error: 'HTTP 502', processor: 'other' };

/** What a write may do to a record, a claim apart. */
const CHANGES: ReadonlyArray<Partial<DeadLetter>> = [
  { event: letterOf({ at: AT, eventId: 'another' }).event },
  { status: 'parked', nextRetryAt: null },
  { status: 'discarded', closedAt: AT },
  { error: 'retry 1 failed: HTTP 500' },
  { errorCode: 'upstream_rejected' },
  { retryCount: 1 },
  { firstFailedAt: AT - 1 },
  { failedAt: AT + 1 },
  { nextRetryAt: AT + 5 },
  { attempts: [] },
  { attempts: [...FIRST.attempts, failed] },
  { attempts: [failed, failed] },
  { edits: [{ at: AT, by: 'a', kind: 'correct', auditId: 'x', reason: null }] },
];

/** @param byHand whether the record that was written over had been put there by hand */
function sightOf(etag: string, letter: DeadLetter, byHand = false): Sight {
  return {
    key,
    etag,
    times: { lastModified: AT, storeTime: AT },
    content: { kind: 'record', letter, byHand },
  };
}

describe('the summary of a record that was written over another', () => {
  it('is that of the record, whatever the write has changed', () => {
    const changes = fc.subarray([...CHANGES], { maxLength: 2 });
    fc.assert(
      fc.property(changes, changes, fc.boolean(), fc.boolean(), fc.boolean(), (...drawn) => {
        const [earlier, later, isClaim, isOther, byHand] = drawn;
        const catalog = new Catalog(policy, { now: () => AT, monotonic: () => AT });
        const before = Object.assign({ ...FIRST }, ...earlier) as DeadLetter;
        catalog.seen(sightOf('"1"', before, byHand));
        const changed = Object.assign({ ...before }, ...later) as DeadLetter;
        const after = isClaim ? claim(changed) : changed;
        // Somebody else may have written in between what this process has not read.
        catalog.written(key, '"2"', after, { etag: isOther ? '"0"' : '"1"', letter: before });
        expect(catalog.find(key)).toEqual(summarise(sightOf('"2"', after), policy, AT, catalog.moment()));
      }),
      { numRuns: 1_000 },
    );
  });

  it('tells the next retry by our clock as it is now', () => {
    const catalog = new Catalog(policy, { now: () => AT, monotonic: () => AT });
    catalog.seen(sightOf('"1"', FIRST));
    // The same bytes, read again after our clock was set.
    const letter = { ...FIRST, nextRetryAt: FIRST.nextRetryAt! + 3_600_000 };
    catalog.written(key, '"2"', claim(letter), { etag: '"1"', letter });
    expect(catalog.find(key)?.nextRetryAt).toBe(letter.nextRetryAt);
  });

  it.each([
    ['is taken from what is known where it was claimed', claim(FIRST), '"1"', 1, true],
    ['is made anew where a snapshot said what is known', claim(FIRST), '"1"', 0, false],
    ['is made anew where something else is known', claim(FIRST), '"0"', 1, false],
    ['is made anew where more has changed', { ...claim(FIRST), retryCount: 1 }, '"1"', 1, false],
  ])('%s', (_, after, etag, sequence, expected) => {
    const summary = summarise(sightOf('"1"', FIRST), policy, AT, sequence);
    const known = { sequence, byHand: false, readEtag: () => '"1"', summary: () => summary };
    const found = summaryOfClaim(known, { etag, letter: FIRST }, sightOf('"2"', after), policy.retention, AT);
    expect(found !== null).toBe(expected);
  });
});
