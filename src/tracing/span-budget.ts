import { ExportResultCode } from '@opentelemetry/core';
import type { SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/logger.js';

/** While spans are lost, one line says so in this time, milliseconds. */
const SAY_EVERY_MS = 60_000;

/** Counts since the start. */
export interface SpanCounts {
  /** The collector has them. */
  exported: number;
  /** The collector did not take them. */
  failed: number;
  /** There was no room for them while the collector was slow or down. */
  dropped: number;
}

/**
 * Bounds the spans that wait for the collector, and counts the ones that are lost. Spans come in through `before`, and go
 * out through `around`; what lies between is OpenTelemetry's batching.
 */
export class SpanBudget {
  readonly counts: SpanCounts = { exported: 0, failed: 0, dropped: 0 };
  private waiting = 0;
  /** By the monotonic clock; `null`: nothing has been lost since the collector last took spans. */
  private saidAt: number | null = null;

  /** @param most spans that wait, those that are being sent included */
  constructor(
    private readonly most: number,
    private readonly clock: Pick<Clock, 'monotonic'>,
    private readonly log: Pick<Log, 'warn' | 'info'>,
  ) {}

  /** A processor that passes spans on to `next` while there is room. */
  before(next: SpanProcessor): SpanProcessor {
    return {
      onStart: (span, context) => next.onStart(span, context),
      onEnd: (span) => {
        // Spans that are not sampled never reach the exporter.
        if ((span.spanContext().traceFlags & 1) === 0) return;
        if (this.waiting >= this.most) return this.lost('dropped', 1, 'the collector takes spans too slowly');
        this.waiting++;
        next.onEnd(span);
      },
      forceFlush: () => next.forceFlush(),
      shutdown: () => next.shutdown(),
    };
  }

  /** An exporter that counts what becomes of the spans. */
  around(exporter: SpanExporter): SpanExporter {
    return {
      export: (spans, done) =>
        exporter.export(spans, (result) => {
          this.waiting -= spans.length;
          if (result.code === ExportResultCode.SUCCESS) this.arrived(spans.length);
          else this.lost('failed', spans.length, reasonOf(result.error));
          done(result);
        }),
      shutdown: () => exporter.shutdown(),
    };
  }

  private arrived(spans: number): void {
    this.counts.exported += spans;
    if (this.saidAt === null) return;
    this.saidAt = null;
    this.log.info('traces_exported_again', this.fields());
  }

  private lost(how: 'failed' | 'dropped', spans: number, reason: string): void {
    this.counts[how] += spans;
    const now = this.clock.monotonic();
    if (this.saidAt !== null && now - this.saidAt < SAY_EVERY_MS) return;
    this.saidAt = now;
    this.log.warn('traces_lost', { reason, ...this.fields() });
  }

  private fields() {
    const { exported, failed, dropped } = this.counts;
    return { spans_exported: exported, spans_failed: failed, spans_dropped: dropped };
  }
}

/** A code of the network or of HTTP, never a message: it may hold what the collector answered. */
function reasonOf(error: Error | undefined): string {
  const code: unknown = error !== undefined && 'code' in error ? error.code : undefined;
  if (typeof code === 'number') return `the collector answered HTTP ${code}`;
  return typeof code === 'string' ? code : 'the collector gave no usable answer';
}
