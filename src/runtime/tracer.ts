import { traceHeadersOf, type TraceContext } from '../domain/tracing/trace-context.js';

/** What a span tells of its work: names and numbers of the service's own, never a text of an event or of an error. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** A piece of work that is being traced. */
export interface Span {
  set(attributes: SpanAttributes): void;
  /** The work has failed. @param code a stable word for the cause */
  fail(code: string): void;
}

export interface SpanOptions {
  /** `server`: answers a request. `client`: sends one. Absent: neither. */
  kind?: 'server' | 'client';
  attributes?: SpanAttributes;
}

/** Where a trace begins, or where one goes on that came from outside or from a record. */
export interface TraceOptions extends SpanOptions {
  /** The span that it goes on from; `null` or absent: none, so that a new trace begins. */
  parent?: TraceContext | null;
  /** Spans of other traces that have to do with it. */
  links?: readonly TraceContext[];
}

/**
 * Traces work. The span of the work that is running is the active one, for everything that the work calls, until the work
 * has ended. A work that throws has failed, and the error goes on to the caller.
 */
export interface Tracer {
  /** Whether anything is traced at all. */
  readonly enabled: boolean;
  /** The active span; `null`: there is none. */
  current(): TraceContext | null;
  /** Runs `work` as a span that does not depend on the active one. */
  begin<T>(name: string, options: TraceOptions, work: (span: Span) => Promise<T>): Promise<T>;
  /** Runs `work` as a part of the active span; without one, `work` is not traced. */
  within<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T>;
}

export const TRACER = Symbol('TRACER');

/** For work that is not traced. */
export const NO_SPAN: Span = { set: () => {}, fail: () => {} };

/** Traces nothing. */
export const NO_TRACER: Tracer = {
  enabled: false,
  current: () => null,
  begin: (_name, _options, work) => work(NO_SPAN),
  within: (_name, _options, work) => work(NO_SPAN),
};

/** The headers by which a request that is sent now names the active span. */
export function traceHeaders(tracer: Pick<Tracer, 'current'>): Record<string, string> {
  return traceHeadersOf(tracer.current());
}
