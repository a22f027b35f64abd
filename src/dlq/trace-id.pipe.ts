import { Injectable, type PipeTransform } from '@nestjs/common';
import { isTraceId } from '../domain/letter/trace-id.js';
import { Problem } from '../http/problem.js';

/** Lets only trace ids through, so that nothing else can become part of a key. */
@Injectable()
export class TraceIdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (isTraceId(value)) return value;
    throw Problem.badRequest('invalid_trace_id', 'This is no trace id.', [
      { field: 'trace_id', expected: 'DLQ-, 13 digits, a hyphen and 32 hex digits (or DLQ- and 19 digits)' },
    ]);
  }
}

/** The answer where a trace id names nothing. */
export function noSuchEvent(traceId: string): Problem {
  return new Problem({ status: 404, code: 'not_found', detail: `There is no dead letter ${traceId}.` });
}

/** The answer where an object is there but is not to be trusted. */
export function corruptRecord(traceId: string, reason: string): Problem {
  return new Problem({
    status: 422,
    code: 'corrupt_record',
    detail: `The object of ${traceId} cannot be used: ${reason}. It is left as it is.`,
  });
}

/** The answer where an object is there, and the store does not hand it out: archived, or its key denied. */
export function unreadableRecord(traceId: string, reason: string): Problem {
  return new Problem({
    status: 422,
    code: 'unreadable_record',
    detail: `The store lists the object of ${traceId} and does not hand it out: ${reason}. It is left as it is.`,
  });
}
