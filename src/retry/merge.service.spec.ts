import { beforeEach, describe, expect, it } from 'vitest';
import { eventOf } from '../../test/support/event-of.js';
import { MemoryLog } from '../../test/support/memory-log.js';
import { MemoryObjectStore } from '../../test/support/memory-object-store.js';
import { TestClock } from '../../test/support/test-clock.js';
import { loadConfig } from '../config/config.js';
import { Catalog } from '../dlq/catalog/catalog.js';
import { DeadLetterStore } from '../dlq/dead-letter.store.js';
import type { DeadLetter } from '../domain/dead-letter.js';
import { firstFailure } from '../domain/lifecycle.js';
import { keyOfTraceId } from '../domain/trace-id.js';
import { Shutdown } from '../runtime/shutdown.js';
import { ClaimService } from './claim.service.js';
import { MergeService, type MergeOutcome } from './merge.service.js';

const config = loadConfig({});
const event = eventOf('{"event_id":"e","payload":1}');
const another = eventOf('{"event_id":"e","payload":2}');
const lease = { claimId: 'c', owner: 'other', ttlMs: 50_000 };

describe('merging twins', () => {
  let clock: TestClock;
  let letters: DeadLetterStore;
  let merges: MergeService;
  let ids = 0;

  beforeEach(() => {
    clock = new TestClock();
    const budget = { totalMs: 5_000, pauseMs: 100 };
    letters = new DeadLetterStore(new MemoryObjectStore(clock), clock, budget, () => `w${ids++}`);
    const newId = () => `c${ids++}`;
    const claims = new ClaimService(letters, config, clock, () => 0, newId, 'r', new MemoryLog());
    const catalog = new Catalog(config, () => clock.now());
    merges = new MergeService(letters, claims, catalog, new Shutdown(), config, new MemoryLog());
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

  it.each<[string, Partial<DeadLetter>]>([
    ['resolved', { status: 'resolved' }],
    ['discarded', { status: 'discarded' }],
    ['about to go', { status: 'deleted' }],
    ['another event, by a repair', { event: another }],
  ])('leaves both, as they were, where the older is %s', async (_what, change) => {
    const [older, younger] = [await keep(change), await keep()];
    expect(await merge(older, younger)).toBe('distinct');
    expect([await found(older), await found(younger)]).toEqual([older, younger]);
  });

  it('leaves the younger where the older is gone', async () => {
    const [older, younger] = [await keep(), await keep()];
    const key = keyOfTraceId(older.traceId);
    const read = await letters.read(key);
    await letters.remove({ key, etag: 'etag' in read ? read.etag : '', letter: older });
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
