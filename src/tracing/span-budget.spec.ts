import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryLog } from '../../test/support/memory-log.js';
import { TestClock } from '../../test/support/test-clock.js';
import { SpanBudget } from './span-budget.js';

type Done = Parameters<SpanExporter['export']>[1];

const spanOf = (traceFlags: number): ReadableSpan =>
  ({ spanContext: () => ({ traceId: '', spanId: '', traceFlags }) }) as ReadableSpan;

describe('the budget of spans', () => {
  let clock: TestClock;
  let log: MemoryLog;
  let budget: SpanBudget;
  let queued: ReadableSpan[];
  let before: SpanProcessor;
  let exporter: SpanExporter;
  let done: Done;

  beforeEach(() => {
    clock = new TestClock();
    log = new MemoryLog();
    queued = [];
    budget = new SpanBudget(3, clock, log);
    before = budget.before({
      onStart: () => {},
      onEnd: (span) => void queued.push(span),
      forceFlush: async () => {},
      shutdown: async () => {},
    });
    exporter = budget.around({ export: (_spans, told) => (done = told), shutdown: async () => {} });
  });

  const end = (count: number, flags = 1) => {
    for (let i = 0; i < count; i++) before.onEnd(spanOf(flags));
  };
  const exported = (result: Parameters<Done>[0]) => {
    exporter.export(queued.splice(0), () => {});
    done(result);
  };

  it('drops what has no room, spans under way included, and takes spans again when the collector has', () => {
    end(5);
    expect([queued.length, budget.counts.dropped]).toEqual([3, 2]);
    exporter.export(queued.splice(0), () => {});
    end(1);
    expect([queued.length, budget.counts.dropped]).toEqual([0, 3]);
    done({ code: 0 });
    end(4);
    expect([queued.length, budget.counts]).toEqual([3, { exported: 3, failed: 0, dropped: 4 }]);
  });

  it('gives spans that are not sampled no room', () => {
    end(9, 0);
    expect([queued.length, budget.counts.dropped]).toEqual([0, 0]);
  });

  it('says once a minute that spans are lost, and once that it is over', () => {
    for (let i = 0; i < 3; i++) {
      end(2);
      exported({ code: 1, error: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) });
    }
    expect(log.lines).toMatchObject([
      { event: 'traces_lost', fields: { reason: 'ECONNREFUSED', spans_failed: 2 } },
    ]);
    clock.jump(60_000);
    end(1);
    exported({ code: 1, error: Object.assign(new Error('secret'), { code: 401 }) });
    expect(log.lines.at(-1)?.fields).toMatchObject({
      reason: 'the collector answered HTTP 401',
      spans_failed: 7,
    });
    for (let i = 0; i < 2; i++) {
      end(1);
      exported({ code: 0 });
    }
    expect(log.lines.map(({ event }) => event)).toEqual([
      'traces_lost',
      'traces_lost',
      'traces_exported_again',
    ]);
    expect(log.text()).not.toContain('secret');
  });
});
