import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { readPrometheusText, valueIn } from '../../../test/support/prometheus-text.js';
import { TestClock } from '../../../test/support/test-clock.js';
import { Facts } from '../../runtime/facts.js';
import { Gauges } from '../../runtime/gauges.js';
import { composeMetrics } from '../compose-metrics.js';
import type { Scrape } from '../scrape.js';
import { ANSWER_WITHIN_MS, FleetCollector } from './fleet-collector.js';
import { isAboutMetrics } from './fleet-messages.js';

/** A worker of a fleet, connected as by the channel between processes: messages are copies, and come later. */
class Worker {
  readonly facts: Facts;
  readonly gauges: Gauges;
  readonly scrape: Scrape;
  readonly end: () => void;
  stopped = false;

  constructor(number: number, collector: FleetCollector, clock: TestClock, log: MemoryLog) {
    this.facts = new Facts(log);
    this.gauges = new Gauges(log);
    const fromFirst = new EventEmitter();
    const later = (act: () => void) => void Promise.resolve().then(act);
    const { heard, left } = collector.join({
      number,
      send: (message) => later(() => this.stopped || fromFirst.emit('message', copyOf(message))),
    });
    this.end = left;
    const fleet = {
      send: (message: unknown) => {
        const copy = copyOf(message);
        if (isAboutMetrics(copy)) later(() => heard(copy));
      },
      onMessage: (listener: (message: unknown) => void) => void fromFirst.on('message', listener),
    };
    const build = { version: '1.2.3', node: 'v24' };
    this.scrape = composeMetrics({ facts: this.facts, gauges: this.gauges, build, fleet, clock }).scrape;
  }

  processes(events: number): void {
    for (let n = 0; n < events; n++) {
      this.facts.tell('event_received', { outcome: 'processed', traceId: null, durationMs: 20 });
    }
  }
}

function copyOf(message: unknown): unknown {
  return JSON.parse(JSON.stringify(message));
}

describe('the metrics of a fleet', () => {
  let clock: TestClock;
  let log: MemoryLog;
  let collector: FleetCollector;
  let one: Worker;
  let other: Worker;

  beforeEach(() => {
    clock = new TestClock();
    log = new MemoryLog();
    collector = new FleetCollector(2, clock, log);
    one = start(1);
    other = start(2);
  });

  function start(number: number): Worker {
    return new Worker(number, collector, clock, log);
  }

  async function reading(scraped: Worker) {
    const families = readPrometheusText(await scraped.scrape.text());
    const of = (name: string, labels?: Record<string, string>) =>
      valueIn(families, `cxone_dlq_${name}`, labels);
    return {
      of,
      processed: of('events_received_total', { outcome: 'processed' }),
      workers: ['answered', 'silent', 'missing'].map((state) => of('workers', { state })),
    };
  }

  it('are the sum of all, whichever worker is scraped', async () => {
    one.processes(3);
    other.processes(4);
    for (const scraped of [one, other]) {
      const { of, processed, workers } = await reading(scraped);
      expect([processed, workers]).toEqual([7, [2, 0, 0]]);
      expect(of('webhook_duration_seconds_bucket', { le: '0.025' })).toBe(7);
      expect(of('webhook_duration_seconds_sum')).toBeCloseTo(0.14);
    }
  });

  it('count once what every worker knows of, and add up what each has of its own', async () => {
    for (const { gauges } of [one, other]) {
      gauges.addOne('dead_letters', { status: 'parked' }, () => 5);
      gauges.addOne('due', {}, () => 3);
      gauges.addOne('in_flight', { kind: 'store' }, () => 2);
    }
    one.gauges.addOne('breaker_open', { target: 'target:crm' }, () => 1);
    other.gauges.addOne('breaker_open', { target: 'target:crm' }, () => 0);
    one.gauges.addOne('oldest_unresolved_age_seconds', {}, () => 60);
    other.gauges.addOne('oldest_unresolved_age_seconds', {}, () => 61);
    const { of } = await reading(one);
    expect([of('dead_letters', { status: 'parked' }), of('due'), of('in_flight', { kind: 'store' })]).toEqual(
      [5, 3, 4],
    );
    expect([of('breaker_open', { target: 'target:crm' }), of('oldest_unresolved_age_seconds')]).toEqual([
      1, 61,
    ]);
    expect(of('build_info', { version: '1.2.3', node: 'v24' })).toBe(1);
  });

  it('do not fall when a worker dies, and go on with the one in its place', async () => {
    one.processes(3);
    other.processes(4);
    other.gauges.addOne('in_flight', { kind: 'store' }, () => 9);
    await reading(one);
    other.end();
    const alone = await reading(one);
    expect([alone.processed, alone.workers]).toEqual([7, [1, 0, 1]]);
    expect(alone.of('in_flight', { kind: 'store' })).toBeUndefined();
    const next = start(2);
    next.processes(1);
    const { processed, workers } = await reading(one);
    expect([processed, workers]).toEqual([8, [2, 0, 0]]);
    next.end();
    expect((await reading(one)).processed).toBe(8);
  });

  it('have the last counters of a worker that does not answer, and say so once', async () => {
    one.processes(3);
    other.processes(4);
    other.gauges.addOne('in_flight', { kind: 'store' }, () => 9);
    await reading(one);
    other.stopped = true;
    for (let scrape = 0; scrape < 2; scrape++) {
      one.processes(1);
      const asked = reading(one);
      await clock.advance(ANSWER_WITHIN_MS);
      const { of, processed, workers } = await asked;
      expect([processed, workers]).toEqual([8 + scrape, [1, 1, 0]]);
      expect(of('in_flight', { kind: 'store' })).toBeUndefined();
    }
    expect(log.text().match(/metrics_worker_silent/g)).toHaveLength(1);
    other.stopped = false;
    expect((await reading(one)).workers).toEqual([2, 0, 0]);
  });

  it('are not waited for when a worker dies instead of answering', async () => {
    other.stopped = true;
    const asked = reading(one);
    await clock.advance(1);
    other.end();
    expect((await asked).workers).toEqual([1, 0, 1]);
  });

  it('are refused where the first process does not answer', async () => {
    one.stopped = true;
    const refused = one.scrape.text().catch((error: Error) => error.message);
    await clock.advance(3 * ANSWER_WITHIN_MS);
    expect(await refused).toContain('does not answer');
  });
});
