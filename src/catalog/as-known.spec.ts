import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { letterOf } from '../../test/support/dead-letters.js';
import type { Sight } from '../domain/letter/sight.js';
import { keyOfTraceId } from '../domain/letter/trace-id.js';
import { NO_MASKING } from '../domain/masking/masking.js';
import { Catalog } from './catalog.js';
import { summarise } from './summary.js';

const AT = Date.UTC(2024, 9, 23, 14);
const policy = { retention: { resolvedMs: 0, discardedMs: 60_000 }, order: null, masking: NO_MASKING };

/** What the bytes of an ETag say. */
const LETTERS = [
  letterOf({ at: AT }),
  letterOf({ at: AT, reason: 'HTTP 500' }),
  { ...letterOf({ at: AT }), status: 'discarded' as const, closedAt: null },
  { ...letterOf({ at: AT }), lease: { claimId: 'c', owner: 'o', ttlMs: 30_000 } },
];
const key = keyOfTraceId(LETTERS[0]!.traceId);

/** The same bytes may have other metadata, be read at another time, or be refused. Times in milliseconds since the epoch. */
interface Look {
  /** Which of LETTERS. */
  version: number;
  kind: Sight['content']['kind'];
  byHand: boolean;
  now: number;
  lastModified: number;
}

const looks: fc.Arbitrary<Look> = fc.record({
  version: fc.nat({ max: LETTERS.length - 1 }),
  kind: fc.constantFrom<Look['kind'][]>('record', 'record', 'record', 'corrupt', 'unreadable'),
  byHand: fc.boolean(),
  now: fc.constantFrom(AT, AT + 10_000),
  lastModified: fc.constantFrom(AT - 5_000, AT),
});

function sightOf({ version, kind, byHand, lastModified, now }: Look): Sight {
  const letter = { ...LETTERS[version]!, traceId: LETTERS[0]!.traceId };
  const content = kind === 'record' ? { kind, letter, byHand } : { kind, reason: 'as it came' };
  return { key, etag: `"${version}"`, times: { lastModified, storeTime: now }, content };
}

describe('a catalog that is shown the same object again and again', () => {
  it('says what the latest sight says', () => {
    fc.assert(
      fc.property(fc.array(looks, { minLength: 1, maxLength: 12 }), (shown) => {
        let now = AT;
        const catalog = new Catalog(policy, { now: () => now, monotonic: () => now });
        for (const look of shown) {
          now = look.now;
          const sight = sightOf(look);
          catalog.seen(sight);
          expect(catalog.find(key)).toEqual(summarise(sight, policy, now, catalog.moment()));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('takes nothing for known that a snapshot said', () => {
    const catalog = new Catalog(policy, { now: () => AT, monotonic: () => AT });
    const sight = sightOf({ version: 0, kind: 'record', byHand: false, now: AT, lastModified: AT });
    const summary = summarise(sight, policy, AT, 0);
    catalog.restore({ ...summary, fingerprint: 'of another version' });
    catalog.seen(sight);
    expect(catalog.find(key)?.fingerprint).toBe(summary.fingerprint);
  });
});
