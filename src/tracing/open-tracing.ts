import { hostname } from 'node:os';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { TracingConfig } from '../config/tracing-config.js';
import type { Clock } from '../runtime/clock.js';
import { withDeadline } from '../runtime/deadline.js';
import type { Log } from '../runtime/logger.js';
import type { Tracer } from '../runtime/tracer.js';
import { OtelTracer } from './otel-tracer.js';
import { SpanBudget } from './span-budget.js';

/** Some MB. */
const MAX_WAITING_SPANS = 4_096;

/** How long the end of the process waits for the collector, milliseconds. */
const FLUSH_MS = 2_000;

const NAME = 'cxone-dlq';

export interface OpenTracing {
  tracer: Tracer;
  /** Sends what waits, within 2 s. What the collector has not taken by then is lost. Never throws. */
  close(): Promise<void>;
}

/** What the tracing is opened with. */
export interface TracingParts {
  config: TracingConfig;
  /** Of the service. */
  version: string;
  clock: Clock;
  log: Log;
  /** Spans that wait for the collector at once, those under way included. */
  maxWaiting?: number;
}

/**
 * Traces to an OTLP collector. OpenTelemetry itself reads what docs/tracing.md lists from the environment: headers, the
 * sampler, attributes of the resource.
 */
export async function openTracing(parts: TracingParts): Promise<OpenTracing> {
  const { config, version, clock, log, maxWaiting = MAX_WAITING_SPANS } = parts;
  const budget = new SpanBudget(maxWaiting, clock, log);
  const exporter = budget.around(await openExporter(config));
  const batches = new BatchSpanProcessor(exporter, { maxQueueSize: maxWaiting });
  const own = resourceFromAttributes({
    'service.name': NAME,
    'service.version': version,
    'service.instance.id': `${hostname()}-${process.pid}`,
  });
  const provider = new BasicTracerProvider({
    // What the environment says comes first.
    resource: own.merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [budget.before(batches)],
  });
  let closed: Promise<void> | undefined;
  return {
    tracer: new OtelTracer(provider.getTracer(NAME, version)),
    close: () => (closed ??= withDeadline(clock, FLUSH_MS, () => provider.shutdown()).catch(() => {})),
  };
}

/** Only the package of the protocol in use is loaded. */
async function openExporter({ url, protocol }: TracingConfig): Promise<SpanExporter> {
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter({ url });
}
