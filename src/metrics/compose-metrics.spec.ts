import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryLog } from '../../test/support/memory-log.js';
import { readPrometheusText, valueIn, type Family } from '../../test/support/prometheus-text.js';
import { TestClock } from '../../test/support/test-clock.js';
import { Facts } from '../runtime/facts.js';
import { Gauges } from '../runtime/gauges.js';
import { composeMetrics } from './compose-metrics.js';
import { DEFINITIONS, PREFIX } from './definitions.js';
import type { Scrape } from './scrape.js';
import { MAX_TARGETS } from './target-labels.js';

const ROUTES = { digest: 'b', before: 'a', retired: [], routes: 1, auditId: null };
const CALLED = { status: 200, errorCode: null, outcome: 'ok', durationMs: 3 } as const;

describe('the metrics', () => {
  let facts: Facts;
  let gauges: Gauges;
  let scrape: Scrape;

  beforeEach(() => {
    const log = new MemoryLog();
    facts = new Facts(log);
    gauges = new Gauges(log);
    scrape = composeMetrics({
      facts,
      gauges,
      build: { version: '1.2.3', node: 'v24' },
      fleet: null,
      clock: new TestClock(),
    }).scrape;
  });

  const families = async () => readPrometheusText(await scrape.text());
  const value = async (name: string, labels?: Record<string, string>) =>
    valueIn(await families(), PREFIX + name, labels);
  const series = async (name: string): Promise<Family['samples']> =>
    (await families()).get(PREFIX + name)!.samples;

  it('have every name that is defined, and those of Node and of the process', async () => {
    const names = [...(await families()).keys()];
    const ours = names.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
    expect(ours.toSorted()).toEqual(Object.keys(DEFINITIONS).toSorted());
    expect(names).toContain('process_cpu_seconds_total');
    expect(names).toContain('nodejs_eventloop_lag_p99_seconds');
    expect(await value('build_info', { version: '1.2.3', node: 'v24' })).toBe(1);
  });

  it('begin with 0 for all that can happen, so that the first time is seen', async () => {
    expect(await value('retries_total', { trigger: 'job', outcome: 'held' })).toBe(0);
    expect(await value('dead_letters_total', { error_code: 'upstream_error' })).toBe(0);
    expect(await value('webhook_duration_seconds_count')).toBe(0);
  });

  it('count events and how long they took, in seconds', async () => {
    facts.tell('event_received', { outcome: 'processed', traceId: null, durationMs: 7 });
    facts.tell('event_received', {
      outcome: 'duplicate',
      kind: 'received',
      traceId: 'x',
      durationMs: 70_000,
    });
    facts.tell('event_received', { outcome: 'refused', code: 'invalid_json', durationMs: 1 });
    expect(await value('events_received_total', { outcome: 'refused' })).toBe(1);
    expect(await value('duplicates_total', { kind: 'received' })).toBe(1);
    expect(await value('webhook_duration_seconds_bucket', { le: '0.01' })).toBe(2);
    expect(await value('webhook_duration_seconds_bucket', { le: '60' })).toBe(2);
    expect(await value('webhook_duration_seconds_count')).toBe(3);
    expect(await value('webhook_duration_seconds_sum')).toBeCloseTo(70.008);
  });

  it('count retries, but measure only those that were tried', async () => {
    const tried = { traceId: 'x', target: null, errorCode: null };
    facts.tell('attempt_ended', { ...tried, trigger: 'sweep', outcome: 'processed', durationMs: 5 });
    facts.tell('attempt_ended', { ...tried, trigger: 'person', outcome: 'none', durationMs: null });
    expect(await value('retries_total', { trigger: 'person', outcome: 'none' })).toBe(1);
    expect(await value('retry_duration_seconds_count')).toBe(1);
  });

  it('count what they do not know under one word', async () => {
    facts.tell('signature_refused', { reason: 'a text from a request' });
    expect(await value('signature_refusals_total', { reason: 'other' })).toBe(1);
  });

  it('have series of the targets in force alone', async () => {
    facts.tell('routes_changed', { ...ROUTES, targets: ['target:crm', 'target:wfm'] });
    facts.tell('delivery_ended', { ...CALLED, target: 'target:crm' });
    facts.tell('delivery_ended', { ...CALLED, target: 'target:wfm' });
    facts.tell('delivery_ended', { ...CALLED, target: 'target:crm', outcome: 'failed' });
    const count = (target: string, outcome = 'ok') =>
      value('delivery_duration_seconds_count', { target, outcome });
    expect(await count('target:crm', 'failed')).toBe(1);

    facts.tell('routes_changed', { ...ROUTES, targets: ['target:wfm'] });
    // A call that was under way ends after its target has left.
    facts.tell('delivery_ended', { ...CALLED, target: 'target:crm' });
    expect([await count('target:crm'), await count('target:crm', 'failed')]).toEqual([undefined, undefined]);
    expect([await count('target:wfm'), await count('other')]).toEqual([1, 1]);
  });

  it('have a bounded number of targets', async () => {
    const targets = Array.from({ length: MAX_TARGETS + 50 }, (_, n) => `target:t${n}`);
    facts.tell('routes_changed', { ...ROUTES, targets });
    for (const target of targets) facts.tell('delivery_ended', { ...CALLED, target });
    gauges.add('breaker_open', () =>
      targets.map((target, n) => ({ labels: { target }, value: n === MAX_TARGETS + 7 ? 1 : 0 })),
    );
    const other = { target: 'other', outcome: 'ok' };
    expect(await value('delivery_duration_seconds_count', other)).toBe(50);
    expect(await series('breaker_open')).toHaveLength(MAX_TARGETS + 1);
    expect(await value('breaker_open', { target: 'other' })).toBe(1);
  });

  it('read gauges at each scrape, and show none that does not exist', async () => {
    let due: number | null = 3;
    gauges.add('due', () => (due === null ? [] : [{ labels: {}, value: due }]));
    let jobs = [{ labels: { outcome: 'succeeded' }, value: 9 }];
    gauges.add('job_members', () => jobs);
    expect([await value('due'), await series('job_members')]).toMatchObject([3, [{ value: 9 }]]);
    [due, jobs] = [null, []];
    expect([await series('due'), await series('job_members')]).toEqual([[], []]);
    expect(await series('catalog_age_seconds')).toEqual([]);
  });

  it('escape what a name of a target may hold', async () => {
    const target = 'target:"a\\b"';
    gauges.add('breaker_open', () => [{ labels: { target }, value: 1 }]);
    expect(await value('breaker_open', { target })).toBe(1);
  });
});
