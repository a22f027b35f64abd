import { traceStateOf } from './trace-state.js';

/** A span of a trace, as the headers of W3C Trace Context name it. */
export interface TraceContext {
  /** 32 lower-case hex digits, not all of them 0. */
  traceId: string;
  /** 16 lower-case hex digits, not all of them 0. */
  spanId: string;
  /** Whether who began the trace records it. */
  sampled: boolean;
  /** What tracing systems on the way added; empty: nothing. */
  traceState: string;
}

const SAMPLED = 1;

/**
 * The span that sent a request. A `traceparent` that is not as the standard has it counts as absent, and its
 * `tracestate` with it. A `tracestate` that is not sound is left out alone.
 *
 * @param headers as Node gives them: a header that came several times is one text with commas
 * @returns `null`: the sender named no span
 * @see https://www.w3.org/TR/trace-context/#processing-model-for-working-with-trace-context
 */
export function traceContextOf(headers: Readonly<Record<string, unknown>>): TraceContext | null {
  const { traceparent, tracestate } = headers;
  const span = typeof traceparent === 'string' ? readTraceparent(traceparent.trim()) : null;
  if (span === null) return null;
  return { ...span, traceState: typeof tracestate === 'string' ? traceStateOf(tracestate) : '' };
}

/** The span that a `traceparent` names, without a trace state; `null`: it is malformed. */
export function readTraceparent(text: string): TraceContext | null {
  const [, version, traceId, spanId, flags, more] =
    /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  if (version === 'ff' || (version === '00' && more !== undefined)) return null;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  const sampled = (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED;
  return { traceId, spanId, sampled, traceState: '' };
}

/** The span as a `traceparent` of version 00. */
export function traceparentOf({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

/** The headers by which a request names the span that sends it; none for `null`. */
export function traceHeadersOf(context: TraceContext | null): Record<string, string> {
  if (context === null) return {};
  const { traceState } = context;
  return { traceparent: traceparentOf(context), ...(traceState === '' ? {} : { tracestate: traceState }) };
}
