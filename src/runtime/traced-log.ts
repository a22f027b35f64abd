import type { Log } from './logger.js';
import type { Tracer } from './tracer.js';

/** What a line of traced work says besides its event's own fields. */
export const SPAN_FIELDS = ['otel_trace_id', 'otel_span_id'] as const;

type SpanFields = Partial<Record<(typeof SPAN_FIELDS)[number], string>>;

/** A log whose lines name the active span, where there is one, so that a line leads to its trace. */
export function tracedLog(log: Log, tracer: Pick<Tracer, 'enabled' | 'current'>): Log {
  if (!tracer.enabled) return log;
  const traced = <F extends object>(fields: F | undefined): (F & SpanFields) | undefined => {
    const span = tracer.current();
    if (span === null) return fields;
    return { ...(fields as F), otel_trace_id: span.traceId, otel_span_id: span.spanId };
  };
  return {
    debug: (event, fields) => log.debug(event, traced(fields)),
    info: (event, fields) => log.info(event, traced(fields)),
    warn: (event, fields) => log.warn(event, traced(fields)),
    error: (event, fields) => log.error(event, traced(fields)),
  };
}
