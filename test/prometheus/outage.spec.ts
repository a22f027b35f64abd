import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ALERTS_FILE } from '../support/alert-rules.js';
import { queriesOf, readDashboard } from '../support/dashboard.js';
import { deliver } from '../support/http.js';
import { ScriptedServer } from '../support/scripted-server.js';
import { startService, type ServiceProcess } from '../support/service-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { hurriedRules } from './hurried-rules.js';
import { PrometheusServer } from './prometheus-server.js';
import { promtool } from './promtool.js';

const TOKEN = 'a-token-for-the-scraper-alone-0123456789';
const BREAKER_FAILURES = 5;
/** Events that are delivered while the target is down. */
const EVENTS = 60;

const UNRESOLVED = 'sum(cxone_dlq_dead_letters{status=~"pending|parked"})';
const OLDEST = 'cxone_dlq_oldest_unresolved_age_seconds';
const OPEN = 'sum(cxone_dlq_breaker_open)';
const ARRIVED = 'sum(cxone_dlq_dead_letters_total)';
const RESOLVED = 'sum(cxone_dlq_retries_total{outcome="processed"})';

/** The target is down, dead letters pile up, the target is back, they drain: all of it as Prometheus sees it. */
describe('an outage of a target, as Prometheus sees it', () => {
  let target: ScriptedServer;
  let service: ServiceProcess;
  let prometheus: PrometheusServer;
  let data: { path: string; remove: () => Promise<void> };
  let begunAt: number;
  let isDown = false;

  beforeAll(async () => {
    data = await temporaryDirectory();
    target = await ScriptedServer.start(() => ({ status: isDown ? 500 : 200 }));
    service = await startService({
      DATA_DIR: data.path,
      TARGET_URL: `${target.url}/events`,
      DELIVERY_ALLOW_PRIVATE: 'true',
      METRICS_TOKEN: TOKEN,
      RETRY_SWEEP_ENABLED: 'true',
      RETRY_SWEEP_CRON: '* * * * * *',
      RETRY_BASE_DELAY_MS: '500',
      RETRY_MAX_DELAY_MS: '1000',
      RETRY_MAX_ATTEMPTS: '1000',
      BREAKER_FAILURES: `${BREAKER_FAILURES}`,
      BREAKER_OPEN_MS: '1000',
    });
    const address = new URL(service.url).host;
    prometheus = await PrometheusServer.start({ address, token: TOKEN, rules: hurriedRules() });
    await vi.waitUntil(() => prometheus.isReady(), { timeout: 45_000, interval: 100 });
    begunAt = Date.now() / 1_000;
  });

  afterAll(async () => {
    await prometheus?.stop();
    await service?.end('SIGKILL');
    await target?.stop();
    await data?.remove();
  });

  async function deliverEvents(of: string, count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      const event = { event_id: `${of}-${n}`, payload: { interaction_id: `${n}` } };
      const { status, text } = await deliver(service.url, event);
      if (status !== 200) throw new Error(`${status}: ${text}`);
    }
  }

  const value = (query: string) => () => prometheus.number(query);

  /** As a load balancer does, it asks whether the service is ready. */
  async function degraded(): Promise<number | null> {
    await fetch(`${service.url}/health/ready`);
    return prometheus.number('cxone_dlq_degraded{check="targets"}');
  }

  /** The values of an expression from the beginning until now, one a second. */
  async function course(query: string): Promise<number[]> {
    const range = { from: begunAt, to: Date.now() / 1_000, step: 1 };
    const [series] = await prometheus.queryRange(query, range);
    return (series?.values ?? []).map(([, number]) => Number(number));
  }

  it('is quiet before', async () => {
    await deliverEvents('before', 20);
    await expect.poll(value('cxone_dlq_events_received_total{outcome="processed"}')).toBe(20);
    expect(await prometheus.number(UNRESOLVED)).toBe(0);
    // Before the first scrape no replica is known.
    await expect.poll(() => prometheus.firing()).toEqual([]);
  });

  it('piles up dead letters, opens the breaker, and the alert of the breaker fires', async () => {
    isDown = true;
    await deliverEvents('during', EVENTS);
    await expect.poll(value(UNRESOLVED)).toBe(EVENTS);
    await expect.poll(value(ARRIVED)).toBe(EVENTS);
    await expect.poll(value(OPEN)).toBe(1);
    await expect.poll(() => prometheus.firing()).toContain('CxoneDlqBreakerOpen');
    await expect.poll(degraded).toBe(1);
    expect(
      await prometheus.number('sum(rate(cxone_dlq_delivery_duration_seconds_count{outcome="failed"}[30s]))'),
    ).toBeGreaterThan(0);
  });

  it('drains when the target is back, and the alert is over', async () => {
    isDown = false;
    await expect.poll(value(UNRESOLVED)).toBe(0);
    await expect.poll(value(RESOLVED)).toBe(EVENTS);
    await expect.poll(value(OLDEST)).toBe(0);
    await expect.poll(degraded).toBe(0);
    await expect.poll(() => prometheus.firing()).not.toContain('CxoneDlqBreakerOpen');
    for (const query of [UNRESOLVED, OLDEST, OPEN]) {
      await expect.poll(async () => (await course(query)).at(-1)).toBe(0);
      const values = await course(query);
      expect([query, values[0], Math.max(...values) > 0]).toEqual([query, 0, true]);
    }
    expect(Math.max(...(await course(UNRESOLVED)))).toBe(EVENTS);
  });

  it('brings data for every panel of the dashboard', async () => {
    const variables = { job: 'cxone-dlq', __rate_interval: '4s', __range: '60s' };
    const queries = queriesOf(readDashboard(), variables);
    const range = { from: begunAt, to: Date.now() / 1_000, step: 1 };
    const empty: string[] = [];
    for (const { panel, expr, instant } of queries) {
      const series = await (instant ? prometheus.query(expr) : prometheus.queryRange(expr, range));
      if (series.length === 0) empty.push(`${panel}: ${expr}`);
    }
    expect(empty).toEqual([]);
  });

  it('has every metric that an alert asks for', async () => {
    const asked = (await readFile(ALERTS_FILE, 'utf8')).match(/\bcxone_dlq_\w+/g) ?? [];
    const absent: string[] = [];
    for (const name of new Set(asked)) {
      if ((await prometheus.query(name)).length === 0) absent.push(name);
    }
    expect(absent).toEqual([]);
  });

  it('is scraped in the form that Prometheus asks for', async () => {
    const scrape = await fetch(`${service.url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
    const { output } = await promtool(['check', 'metrics'], '.', await scrape.text());
    // The names of Node's own metrics are prom-client's.
    const ours = output.split('\n').filter((line) => line !== '' && !/^(nodejs|process)_/.test(line));
    expect(ours).toEqual([]);
  });
});
