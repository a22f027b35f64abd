import { beforeEach, describe, expect, it } from 'vitest';
import { startCoreWorld } from '../../test/support/core-world.js';
import { eventOf } from '../../test/support/event-of.js';
import type { MemoryObjectStore } from '../../test/support/memory-object-store.js';
import type { TestClock } from '../../test/support/test-clock.js';
import { loadConfig } from '../config/config.js';
import type { DeadLetterStore } from '../dlq/dead-letter.store.js';
import type { DeadLetter } from '../domain/letter/dead-letter.js';
import { firstFailure } from '../domain/letter/lifecycle.js';
import { keyOfTraceId } from '../domain/letter/trace-id.js';
import { BY_SOMEBODY } from '../../test/support/somebody.js';
import type { MergeOutcome, MergeService } from './merge.service.js';

const config = loadConfig({});
const event = eventOf('{"event_id":"e","payload":1}');
const another = eventOf('{"event_id":"e","payload":2}');
const lease = { claimId: 'c', owner: 'other', ttlMs: 50_000 };

describe('merging twins', () => {
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

  it('leaves the older as it was, and the younger is gone', async () => {
    const [older, younger] = [await keep(), await keep()];
    expect(await merge(older, younger)).toBe('merged');
    expect([await found(older), await found(younger)]).toEqual([older, null]);
  });

  it('merges into one whose attempt is under way, without touching it', async () => {
    const [older, younger] = [await keep({ lease }), await keep()];
    expect(await merge(older, younger)).toBe('merged');
    expect([await found(older), await found(younger)]).toEqual([older, null]);
  });

  it('gives the older the hope of the younger, and the attempts of both', async () => {
    const [older, younger] = [await keep({}, false), await keep()];
    expect(await merge(older, younger)).toBe('merged');
    expect(await found(older)).toMatchObject({
      status: 'pending',
      nextRetryAt: younger.nextRetryAt,
      attempts: [...older.attempts, ...younger.attempts],
    });
    expect(await found(younger)).toBeNull();
  });

  it('gives a parked one the first attempt of a younger that was stored first and never begun', async () => {
    const received = {
      status: 'received',
      error: '',
      errorCode: '',
      nextRetryAt: null,
      attempts: [],
    } as const;
    const [older, younger] = [await keep({}, false), await keep(received)];
    expect(await merge(older, younger)).toBe('merged');
    // No time at all is due at once.
    expect(await found(older)).toMatchObject({ status: 'pending', nextRetryAt: null });
    expect(await found(younger)).toBeNull();
  });

  it('writes nothing where the two are to stay, and reads them once however many sweeps come', async () => {
    const [older, younger] = [await keep({ event: another }), await keep()];
    store.calls.length = 0;
    for (let sweep = 0; sweep < 3; sweep++) {
      expect(await merges.mergeKnown()).toEqual({ merged: 0, apart: new Set() });
    }
    expect(store.calls).toEqual([
      ['get', keyOfTraceId(older.traceId)],
      ['get', keyOfTraceId(younger.traceId)],
    ]);
  });

  it('looks again when either of two that were to stay has changed', async () => {
    const [older, younger] = [await keep({ event: another }), await keep()];
    await merges.mergeKnown();
    const read = await letters.read(keyOfTraceId(older.traceId));
    if (read.outcome !== 'found') throw new Error('it should be there');
    await letters.replace({ ...read, letter: older }, { ...older, event });
    expect(await merges.mergeKnown()).toMatchObject({ merged: 1 });
    expect(await found(younger)).toBeNull();
  });

  it('waits with an older that is held and to be changed, and claims nothing meanwhile', async () => {
    const [older, younger] = [await keep({ lease }, false), await keep()];
    store.calls.length = 0;
    expect(await merge(older, younger)).toBe('older_first');
    expect(store.calls.every(([call]) => call === 'get')).toBe(true);
  });

  it("makes one of two objects with one trace id of the tutorial's program", async () => {
    const traceId = 'DLQ-1729692000123456789';
    const keys = ['14', '16'].map((hour) => `dlq/year=2024/month=10/day=23/hour=${hour}/${traceId}.json`);
    const body = { original_event: { event_id: 'e', payload: 1 }, error: 'e', trace_id: traceId };
    for (const key of keys) {
      const bytes = Buffer.from(JSON.stringify(body));
      await store.put(key, bytes, { condition: 'none', contentType: '', metadata: {} });
      await letters.read(key);
    }
    expect(await merges.mergeKnown()).toEqual({ merged: 1, apart: new Set([keys[1]]) });
    expect([...store.objects.keys()]).toEqual([keys[0]]);
  });

  it('takes the younger in before the older one is retried by itself', async () => {
    const [older, younger] = [await keep(), await keep()];
    expect(await merges.mergedInto(keyOfTraceId(older.traceId), BY_SOMEBODY)).toBeNull();
    expect([await found(older), await found(younger)]).toEqual([older, null]);
  });

  it('makes one of two that stand behind a third, which was repaired into another event', async () => {
    const [repaired, older, younger] = [await keep({ event: another }), await keep(), await keep()];
    expect(await merges.mergeKnown()).toEqual({
      merged: 1,
      apart: new Set([keyOfTraceId(younger.traceId)]),
    });
    expect([await found(repaired), await found(older), await found(younger)]).toEqual([
      repaired,
      older,
      null,
    ]);
    const again = await keep();
    expect(await merges.mergedInto(keyOfTraceId(again.traceId), BY_SOMEBODY)).toBe(
      keyOfTraceId(older.traceId),
    );
  });

  it.each<[string, Partial<DeadLetter>]>([
    ['resolved', { status: 'resolved' }],
    ['about to go', { status: 'deleted' }],
    ['another event, by a repair', { event: another }],
  ])('leaves both, as they were, where the older is %s', async (_what, change) => {
    const [older, younger] = [await keep(change), await keep()];
    expect(await merge(older, younger)).toBe('distinct');
    expect([await found(older), await found(younger)]).toEqual([older, younger]);
  });

  it.each([-86_400_000, 86_400_000])(
    'keeps the delay of the younger when our clock is set by %i ms in between',
    async (jumpMs) => {
      const older = await keep({}, false);
      const younger = await keep();
      const delayMs = younger.nextRetryAt! - clock.now();
      let reads = 0;
      store.interference = {
        before: (call) => {
          if (call === 'get' && ++reads === 3) clock.setWall(jumpMs);
        },
      };
      expect(await merge(older, younger)).toBe('merged');
      expect((await found(older))?.nextRetryAt).toBe(clock.now() + delayMs);
    },
  );

  it('leaves the younger where the older is gone', async () => {
    const [older, younger] = [await keep(), await keep()];
    const key = keyOfTraceId(older.traceId);
    const read = await letters.read(key);
    if (read.outcome !== 'found') throw new Error('gone');
    await letters.remove({ key, etag: read.etag, letter: older, wallAhead: read.wallAhead });
    expect(await merge(older, younger)).toBe('distinct');
    expect(await found(younger)).toEqual(younger);
  });

  it('waits for whoever has the younger', async () => {
    const [older, younger] = [await keep(), await keep({ lease })];
    expect(await merge(older, younger)).toBe('younger_busy');
    expect(await found(younger)).toEqual(younger);
  });

  it('waits until an attempt at the older has ended, before it changes that one', async () => {
    const [older, younger] = [await keep({ lease }, false), await keep()];
    expect(await merge(older, younger)).toBe('older_first');
    expect([await found(older), await found(younger)]).toEqual([older, younger]);
  });
});
