import { beforeEach, describe, expect, it } from 'vitest';
import { startCoreWorld } from '../../test/support/core-world.js';
import { eventOf } from '../../test/support/event-of.js';
import type { MemoryObjectStore } from '../../test/support/memory-object-store.js';
import { storedIn } from '../../test/support/stored-in.js';
import type { TestClock } from '../../test/support/test-clock.js';
import { loadConfig } from '../config/config.js';
import type { DeadLetterStore } from '../dlq/dead-letter.store.js';
import { inPlaceOf } from '../domain/event/event.js';
import { toJsonText } from '../domain/json/json-text.js';
import type { DeadLetter, EditKind } from '../domain/letter/dead-letter.js';
import { discarded } from '../domain/letter/decisions.js';
import { firstFailure } from '../domain/letter/lifecycle.js';
import { keyOfTraceId } from '../domain/letter/trace-id.js';
import type { MergeOutcome, MergeService } from './merge.service.js';

const config = loadConfig({});
const event = eventOf('{"event_id":"e","payload":1}');
const lease = { claimId: 'c', owner: 'other', ttlMs: 50_000 };

describe('merging twins about which a person has decided', () => {
  let clock: TestClock;
  let letters: DeadLetterStore;
  let merges: MergeService;
  let store: MemoryObjectStore;

  beforeEach(async () => {
    ({ clock, store, letters, merges } = await startCoreWorld());
  });

  async function keep(change: Partial<DeadLetter> = {}, retryable = true): Promise<DeadLetter> {
    await clock.advance(1_000);
    const failure = { code: 'upstream_error', reason: 'HTTP 503', retryable } as const;
    const report = { startedAt: clock.now(), processor: 'P', by: 'r', received: null };
    const first = firstFailure(event, failure, report, {
      now: clock.now(),
      random: 0.5,
      policy: config.retry,
    });
    const letter = { ...first, ...change };
    await letters.create(letter);
    return letter;
  }

  async function found({ traceId }: DeadLetter): Promise<DeadLetter | null> {
    const read = await letters.read(keyOfTraceId(traceId));
    return read.outcome === 'found' && read.decoded.kind === 'record' ? read.decoded.letter : null;
  }

  function merge(older: DeadLetter, younger: DeadLetter): Promise<MergeOutcome> {
    const [olderKey, youngerKey] = [older, younger].map(({ traceId }) => keyOfTraceId(traceId));
    return merges.merge({ older: olderKey!, younger: youngerKey! });
  }

  const decision = { now: 0, by: 'ada', auditId: 'a', reason: null };
  const form = inPlaceOf(event, toJsonText('{"event_id":"e","payload":3}'), 'v2.1');
  const correct = async (change: Partial<DeadLetter> = {}) =>
    keep({ event: form, arrived: event, corrections: 1, edits: [editOf('correct')], ...change });
  const editOf = (kind: EditKind, at = clock.now()) => ({ at, by: 'ada', kind });

  it('takes the younger out of the way where the event was given up', async () => {
    const older = await keep({ status: 'discarded', nextRetryAt: null, closedAt: clock.now() + 2_000 });
    const younger = await keep();
    expect(await merges.mergeKnown()).toMatchObject({ merged: 1 });
    expect([await found(older), await found(younger)]).toEqual([older, null]);
  });

  it('gives the older up where the younger was discarded, also one that a lost worker holds', async () => {
    for (const change of [{}, { lease }]) {
      const older = await keep(change);
      const younger = await keep();
      const read = await storedIn(letters, keyOfTraceId(younger.traceId));
      await clock.advance(60_000);
      await letters.replace(read!, discarded(younger, { ...decision, now: clock.now() }));
      expect(await merges.mergeKnown()).toMatchObject({ merged: 1 });
      expect(await found(older)).toMatchObject({ status: 'discarded', closedAt: clock.now(), lease: null });
      expect(await found(younger)).toBeNull();
      store.objects.clear();
    }
  });

  it('lets a restored one be, however often it meets the record in which it was given up', async () => {
    const older = await keep({ status: 'discarded', closedAt: clock.now() });
    const younger = await keep({ status: 'parked', edits: [editOf('restore', clock.now() + 60_000)] });
    expect(await merges.mergeKnown()).toMatchObject({ merged: 0, apart: new Set() });
    expect([await found(older), await found(younger)]).toEqual([older, younger]);
  });

  it('goes on with the corrected form of the younger', async () => {
    const [older, younger] = [await keep(), await correct()];
    expect(await merge(older, younger)).toBe('merged');
    expect(await found(older)).toMatchObject({ event: form, arrived: event, corrections: 1 });
    expect(await found(younger)).toBeNull();
  });

  it('keeps the corrected form of the older', async () => {
    const [older, younger] = [await correct(), await keep()];
    expect(await merge(older, younger)).toBe('merged');
    expect([await found(older), await found(younger)]).toEqual([older, null]);
  });

  it('waits for an attempt at the older, and closes a lost one, before it takes the corrected form', async () => {
    const [older, younger] = [await keep({ lease }), await correct()];
    expect(await merge(older, younger)).toBe('older_first');
    await clock.advance(60_000);
    expect(await merge(older, younger)).toBe('merged');
    expect(await found(older)).toMatchObject({ event: form, lease: null, retryCount: 1, corrections: 1 });
  });

  it('takes the younger out of the way where the event passed as it was corrected', async () => {
    const [older, younger] = [await correct({ status: 'resolved', closedAt: clock.now() }), await keep()];
    expect(await merge(older, younger)).toBe('merged');
    expect([await found(older), await found(younger)]).toEqual([older, null]);
  });
});
