import type { ProblemCode } from '../http/problem-examples.js';
import { Problem } from '../http/problem.js';
import type { NoRecord } from './usable-record.js';

/** Every route that reads one dead letter by its trace id may answer with one of these. */
export const RECORD_PROBLEMS: ProblemCode[] = [
  'invalid_trace_id',
  'not_found',
  'corrupt_record',
  'unreadable_record',
];

/** The answer when a reading brought no record that can be shown. */
export function noRecord(traceId: string, why: NoRecord): Problem {
  switch (why.kind) {
    case 'missing':
      return noSuchEvent(traceId);
    case 'corrupt':
      return corruptRecord(traceId, why.reason);
    case 'unreadable':
      return unreadableRecord(traceId, why.reason);
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
