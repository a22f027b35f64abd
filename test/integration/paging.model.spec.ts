import fc from 'fast-check';
import { NO_MASKING } from '../../src/domain/masking/masking.js';
import { describe, expect, it, vi } from 'vitest';
import { pageOf, SORTS, type Position } from '../../src/catalog/catalog-query.js';
import { Catalog } from '../../src/catalog/catalog.js';
import { objectKeyOf } from '../../src/catalog/summary.js';
import { DeadLetterListing } from '../../src/catalog/dead-letter.listing.js';
import type { ListPage, ListQuery } from '../../src/store/object-store.port.js';
import { makePageToken, readPageToken } from '../../src/http/page-token.js';
import { hourPrefix, keyOfTraceId, makeTraceId } from '../../src/domain/letter/trace-id.js';
import { startCoreWorld } from '../support/core-world.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { TestClock } from '../support/test-clock.js';
import { SOMEBODY } from '../support/somebody.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const BEGINNING = Date.UTC(2024, 11, 30, 22);
const attempted = { target: null, errorCode: null, durationMs: 0 };
const end = { fingerprint: null, retryAfterMs: undefined, settled: true };
const BUDGET = { totalMs: 5_000, pauseMs: 100 };

/** Within two days over the turn of a year, some at the very edges of hours; and what is no dead letter at all. */
const time = fc
  .tuple(fc.nat(2 * DAY_MS), fc.boolean())
  .map(([ms, edge]) => BEGINNING + (edge ? ms - (ms % HOUR_MS) : ms));
const key = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(time, fc.stringMatching(/^[0-9a-f]{32}$/)).map(([at, id]) => own(at, id)),
  },
  { weight: 1, arbitrary: fc.tuple(time, time).map(([at, local]) => legacy(at, local)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('dlq/readme.txt', 'dlq/year=2024/note', 'dlq/z', 'dlq/year=2024/month=12'),
  },
);
const own = (at: number, id: string) => keyOfTraceId(makeTraceId(at, id));
const legacy = (at: number, local: number) =>
  `${hourPrefix(at + (local % (26 * HOUR_MS)) - 12 * HOUR_MS)}DLQ-${at}000000.json`;

interface Case {
  /** There all the time. */
  stable: string[];
  /** Comes and goes. */
  fleeting: string[];
  /** For each call to the store, which of those are changed before it. */
  changes: number[][];
  /** The store gives this many names a page at most. */
  storePage: number;
  limit: number;
}

const cases: fc.Arbitrary<Case> = fc
  .record({
    keys: fc.uniqueArray(key, { minLength: 1, maxLength: 40 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    changes: fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 20 }),
    storePage: fc.integer({ min: 1, max: 12 }),
    limit: fc.integer({ min: 1, max: 12 }),
  })
  .map(({ keys, share, ...rest }) => {
    const cut = Math.ceil(keys.length * share);
    return { stable: keys.slice(0, cut), fleeting: keys.slice(cut), ...rest };
  });

/** A store that gives short pages, and in which keys come and go before each call. */
class RestlessStore extends MemoryObjectStore {
  private stirred = 0;

  constructor(
    clock: TestClock,
    private readonly given: Case,
  ) {
    super(clock);
    for (const stable of given.stable) this.toggle(stable);
  }

  override list(query: ListQuery): Promise<ListPage> {
    this.stir();
    return super.list({ ...query, limit: Math.min(query.limit, this.given.storePage) });
  }

  private stir(): void {
    const { changes, fleeting } = this.given;
    if (fleeting.length === 0) return;
    for (const index of changes[this.stirred++ % changes.length] ?? []) {
      this.toggle(fleeting[index % fleeting.length]!);
    }
  }

  private toggle(key: string): void {
    if (this.objects.delete(key)) return;
    this.objects.set(key, {
      etag: `"${key}"`,
      bytes: Buffer.from('x'),
      contentType: 'application/json',
      metadata: {},
      lastModified: 0,
    });
  }
}

function bench(given: Case) {
  const clock = new TestClock();
  const store = new RestlessStore(clock, given);
  return { clock, store, listing: new DeadLetterListing(store, clock, BUDGET) };
}

/** Each that was there all the time once, nothing twice, nothing that never was. */
function expectComplete(seen: string[], given: Case, asked = (_key: string) => true): void {
  expect(new Set(seen).size).toBe(seen.length);
  const stable = given.stable.filter(asked);
  expect(seen.filter((one) => stable.includes(one)).toSorted()).toEqual(stable.toSorted());
  expect([...given.stable, ...given.fleeting].filter(asked)).toEqual(expect.arrayContaining(seen));
}

const orders = fc.constantFrom('asc' as const, 'desc' as const);

/** A catalog in which keys come and go when it is told to. */
class RestlessCatalog {
  readonly catalog = new Catalog(
    { retention: { resolvedMs: 0, discardedMs: 0 }, order: null, masking: NO_MASKING },
    { now: () => BEGINNING, monotonic: () => BEGINNING },
  );
  private stirred = 0;

  constructor(private readonly given: Case) {
    for (const stable of given.stable) this.toggle(stable);
  }

  stir(): void {
    const { changes, fleeting } = this.given;
    if (fleeting.length === 0) return;
    for (const index of changes[this.stirred++ % changes.length] ?? []) {
      this.toggle(fleeting[index % fleeting.length]!);
    }
  }

  private toggle(key: string): void {
    if (this.catalog.find(key) !== undefined) return this.catalog.removed(key);
    const times = { lastModified: BEGINNING, storeTime: BEGINNING };
    const content = { kind: 'corrupt', reason: 'not read' } as const;
    this.catalog.seen({ key, etag: '"1"', times, content });
  }
}

describe('paging while keys come and go', () => {
  it('lists what was there all the time once, in key order', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (given) => {
        const seen: string[] = [];
        for await (const { key } of bench(given).listing.keys()) seen.push(key);
        expectComplete(seen, given);
        expect(seen).toEqual(seen.toSorted());
      }),
      { numRuns: 200 },
    );
  });

  it('goes on from page to page of the catalog: GET /events', () => {
    fc.assert(
      fc.property(cases, orders, fc.constantFrom(...SORTS), (given, order, sort) => {
        const restless = new RestlessCatalog(given);
        const seen: string[] = [];
        let after: Position | undefined;
        do {
          restless.stir();
          const { items, next } = pageOf(restless.catalog, {
            filter: {},
            sort,
            order,
            limit: given.limit,
            after,
          });
          expect(items.length).toBeLessThanOrEqual(given.limit);
          seen.push(...items.map(objectKeyOf));
          after = next;
        } while (after !== undefined);
        expectComplete(seen, given);
      }),
      { numRuns: 200 },
    );
  });

  it('tries what was there all the time once: POST /retry', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.integer({ min: 1, max: 4 }), async (given, concurrency) => {
        const { clock, store } = bench(given);
        const env = { RETRY_CONCURRENCY: String(concurrency) };
        const { pages, retries } = await startCoreWorld({ clock, store, env });
        const tried: string[] = [];
        vi.spyOn(retries, 'retryInPage').mockImplementation(async (key) => {
          tried.push(key);
          return { kind: 'failed', key, error: 'no', attempted, end };
        });
        let token: string | undefined = '';
        while (token !== undefined) {
          const page = await pages.retryPage(given.limit, readPageToken('retry', token), SOMEBODY);
          expect(page.failed.length).toBeLessThanOrEqual(given.limit);
          token = page.continueAfter === null ? undefined : makePageToken('retry', page.continueAfter);
        }
        expectComplete(tried, given, (key) => /DLQ-\d{13}[^/]*\.json$/.test(key));
      }),
      { numRuns: 100 },
    );
  });
});
