import { Injectable, type PipeTransform } from '@nestjs/common';
import { isTraceId } from '../domain/letter/trace-id.js';
import { Problem } from '../http/problem.js';

/** Accepts only trace ids, so that no other text becomes part of a key. */
@Injectable()
export class TraceIdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (isTraceId(value)) return value;
    throw Problem.badRequest('invalid_trace_id', 'This is not a trace id.', [
      { field: 'trace_id', expected: 'DLQ-, 13 digits, a hyphen and 32 hex digits (or DLQ- and 19 digits)' },
    ]);
  }
}

/** The answer when no record has this trace id. */
export function noSuchEvent(traceId: string): Problem {
  return new Problem({ status: 404, code: 'not_found', detail: `There is no dead letter ${traceId}.` });
}

/** The answer when the object is corrupt. */
export function corruptRecord(traceId: string, reason: string): Problem {
  return new Problem({
    status: 422,
    code: 'corrupt_record',
    detail: `The object of ${traceId} cannot be used: ${reason}. It is left as it is.`,
  });
}

/** The answer when the store refuses to return the object (archived, or its key is denied), or a newer version wrote it. */
export function unreadableRecord(traceId: string, reason: string): Problem {
  return new Problem({
    status: 422,
    code: 'unreadable_record',
    detail: `The object of ${traceId} cannot be read: ${reason}. It is left as it is.`,
  });
}
