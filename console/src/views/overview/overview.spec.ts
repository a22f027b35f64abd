import { describe, expect, it } from 'vitest';
import type { Group, Ready, Stats, Timeline } from '../../api/types.js';
import { agesOf } from './ages.js';
import { healthOf, type Known } from './health.js';
import { boundsOf, rangeIn } from './ranges.js';
import { heightsOf, layersOf, startsOf } from './stacked.js';

const HOUR_MS = 3_600_000;
const ready: Ready = { status: 'ok', checks: { store: { status: 'ok' } } };
const stats = (by_status: Record<string, number>, by_hour: Stats['by_hour'] = []) =>
  ({ by_status, by_hour }) as Stats;
const known = (changes: Partial<Known>): Known => ({
  ready,
  stats: stats({}),
  groups: [],
  targets: { items: [], cxone: null },
  job: undefined,
  ...changes,
});

describe('healthOf', () => {
  it('is healthy where nothing waits, or only for a retry', () => {
    expect(healthOf(known({}))).toMatchObject({
      tone: 'good',
      sentences: ['Every event got through; nothing waits.'],
    });
    expect(healthOf(known({ stats: stats({ pending: 2 }) }))).toMatchObject({
      tone: 'good',
      title: 'Healthy',
    });
  });

  it('needs a person for what is parked and for new causes, but not for muted ones', () => {
    const groups = [
      { is_new: true, note: null },
      { is_new: true, note: { state: 'muted' } },
    ] as Group[];
    expect(healthOf(known({ stats: stats({ parked: 1 }), groups }))).toEqual({
      tone: 'warning',
      title: 'Needs a person',
      sentences: ['1 new cause within a day.', '1 event is parked and waits for a decision.'],
    });
  });

  it('is not healthy where the store fails, a breaker is open, or CXone gives no token', () => {
    const token = {
      last_ok_at: null,
      last_failed_at: '2026-01-01T00:00:00Z',
      last_error_code: 'token_refused',
    };
    const item = { name: 'target:crm', url: null, breaker: 'open' as const, ...token };
    const health = healthOf(
      known({
        ready: { status: 'unavailable', checks: { store: { status: 'unavailable', detail: 'no answer' } } },
        targets: { items: [item], cxone: { base_url: '', token } },
      }),
    );
    expect(health).toEqual({
      tone: 'bad',
      title: 'Not healthy',
      sentences: [
        'Store is unavailable: no answer.',
        'target:crm does not answer well; its scheduled retries wait.',
        'CXone gives no token (token_refused).',
      ],
    });
  });

  it.each(['ready', 'stats', 'groups', 'targets'] as const)('says nothing before it knows: %s', (name) =>
    expect(healthOf(known({ [name]: undefined }))).toBeNull(),
  );
});

describe('agesOf', () => {
  it('puts each hour into one band, and what is older than the statistics into the last', () => {
    const now = Date.UTC(2026, 0, 10, 12, 30);
    const hour = (before: number) => new Date(Date.UTC(2026, 0, 10, 12) - before * HOUR_MS).toISOString();
    const by_hour = [0, 2, 30].map((before, index) => ({ hour: hour(before), count: 10 ** index }));
    const bands = agesOf(stats({ pending: 100, parked: 20 }, by_hour), now);
    expect(bands.map(({ count }) => count)).toEqual([1, 10, 100, 9]);
  });
});

describe('the chart', () => {
  const timeline: Timeline = {
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-01-01T00:03:00.000Z',
    bucket_s: 60,
    causes: Array.from({ length: 9 }, (_, nth) => ({
      fingerprint: `f${nth}`,
      error_code: null,
      error: `e${nth}`,
      target: null,
      total: 3,
      counts: [1, 0, 2],
    })),
    other: { causes: 4, counts: [1, 1, 1] },
    marks: [],
    marks_complete: true,
  };

  it('stacks seven causes, and all others together', () => {
    const layers = layersOf(timeline, [0, 3]);
    expect(layers.map(({ name }) => name).slice(-2)).toEqual(['e6', '6 other causes']);
    expect(layers.at(-1)!.counts).toEqual([3, 1, 5]);
    expect(heightsOf(layers, 3).at(-1)).toEqual([10, 1, 19]);
    expect(startsOf(timeline, 3)).toEqual([0, 60, 120].map((later) => Date.UTC(2026, 0, 1) / 1_000 + later));
  });

  it('takes its range from the address', () => {
    expect(rangeIn(new URLSearchParams('range=7 d'))).toEqual({ name: '7 d', seconds: 604_800 });
    expect(rangeIn(new URLSearchParams('range=9 d&from=x&to=y'))).toEqual({ name: '24 h', seconds: 86_400 });
    const brushed = { from: '2026-01-01T00:00:00Z', to: '2026-01-01T01:00:00Z' };
    expect(rangeIn(new URLSearchParams(brushed))).toEqual(brushed);
    expect(boundsOf({ name: '1 h', seconds: 3_600 }, Date.UTC(2026, 0, 1, 1))).toEqual({
      from: '2026-01-01T00:00:00.000Z',
      to: '2026-01-01T01:00:00.000Z',
    });
  });
});
