import { AsyncLocalStorage } from 'node:async_hooks';
import {
  createTraceState,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type Span as OtelSpan,
  type SpanContext,
  type Tracer as OtelApiTracer,
} from '@opentelemetry/api';
import { isFailure } from '../domain/letter/failure.js';
import type { TraceContext } from '../domain/tracing/trace-context.js';
import { NO_SPAN, type Span, type SpanOptions, type TraceOptions, type Tracer } from '../runtime/tracer.js';

/** The active span, as whatever its work calls finds it. */
interface Active {
  context: Context;
  span: SpanContext;
  /** Timers and connections that the work leaves behind still find it: they must not add to a trace that has ended. */
  ended: boolean;
}

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT };

/** Traces with OpenTelemetry. The active span lies in an AsyncLocalStorage, and nothing of OpenTelemetry is global. */
export class OtelTracer implements Tracer {
  readonly enabled = true;
  private readonly running = new AsyncLocalStorage<Active>();

  constructor(private readonly tracer: OtelApiTracer) {}

  current(): TraceContext | null {
    const active = this.active();
    return active === null ? null : contextOf(active.span);
  }

  begin<T>(
    name: string,
    { parent = null, links = [], ...options }: TraceOptions,
    work: (span: Span) => Promise<T>,
  ): Promise<T> {
    const from = parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, spanContextOf(parent));
    const linked = links.map((link) => ({ context: spanContextOf(link) }));
    return this.run(this.tracer.startSpan(name, { ...started(options), links: linked }, from), work);
  }

  within<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
    const active = this.active();
    if (active === null) return work(NO_SPAN);
    return this.run(this.tracer.startSpan(name, started(options), active.context), work);
  }

  private active(): Active | null {
    const active = this.running.getStore();
    return active === undefined || active.ended ? null : active;
  }

  private async run<T>(span: OtelSpan, work: (span: Span) => Promise<T>): Promise<T> {
    const active = { context: trace.setSpan(ROOT_CONTEXT, span), span: span.spanContext(), ended: false };
    const fail = (code: string): void => {
      span.setAttribute('error.type', code).setStatus({ code: SpanStatusCode.ERROR });
    };
    const told: Span = { set: (attributes) => void span.setAttributes(attributes), fail };
    try {
      return await this.running.run(active, () => work(told));
    } catch (error) {
      fail(codeOf(error));
      throw error;
    } finally {
      active.ended = true;
      span.end();
    }
  }
}

/** The message stays out: it may hold what an event says. */
function codeOf(error: unknown): string {
  if (isFailure(error)) return error.code;
  return error instanceof Error ? error.name : typeof error;
}

function started({ kind, attributes }: SpanOptions) {
  return {
    kind: kind === undefined ? SpanKind.INTERNAL : KINDS[kind],
    ...(attributes && { attributes }),
  };
}

function contextOf({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceContext {
  const sampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
  return { traceId, spanId, sampled, traceState: traceState?.serialize() ?? '' };
}

function spanContextOf({ traceId, spanId, sampled, traceState }: TraceContext): SpanContext {
  return {
    traceId,
    spanId,
    isRemote: true,
    traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    ...(traceState !== '' && { traceState: createTraceState(traceState) }),
  };
}
