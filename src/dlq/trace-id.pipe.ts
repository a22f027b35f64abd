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
