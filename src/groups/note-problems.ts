import { Problem } from '../http/problem.js';
import type { StoredNote } from './note-book.js';
import type { Expected } from './note.service.js';

/**
 * Which note a request means to replace.
 *
 * @throws Problem 428 where it does not say, 400 where it says it in a way that is not known
 */
export function expectedNote(ifMatch: string | undefined, ifNoneMatch: string | undefined): Expected {
  if (ifMatch !== undefined && ifNoneMatch !== undefined) {
    throw Problem.badField('If-Match', 'If-Match or If-None-Match, not both');
  }
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch.trim() !== '*') throw Problem.badField('If-None-Match', '*');
    return 'none';
  }
  if (ifMatch === undefined) {
    throw new Problem({
      status: 428,
      code: 'precondition_required',
      detail: 'Say which note this one replaces: If-Match with its ETag, or If-None-Match: * for the first.',
    });
  }
  return ifMatch.trim() === '*' ? 'any' : { etag: ifMatch.trim() };
}

/** Somebody else has changed the note, or made the first. */
export function staleNote(fingerprint: string, now: StoredNote | undefined): Problem {
  const what =
    now === undefined
      ? 'has no note'
      : `has another note, which ${now.note.updatedBy} wrote at ${new Date(now.note.updatedAt).toISOString()}`;
  return new Problem({
    status: 412,
    code: 'precondition_failed',
    detail: `The cause ${fingerprint} ${what}; look at it again.`,
  });
}

export function noSuchCause(fingerprint: string): Problem {
  return new Problem({
    status: 404,
    code: 'not_found',
    detail: `There are no unresolved dead letters of the cause ${fingerprint}, and no note of it.`,
  });
}
