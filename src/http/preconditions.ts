import type { Request } from 'express';
import { Problem } from './problem.js';

/** A strong or weak entity tag in a list (RFC 9110, section 8.8.3). */
const ENTITY_TAG = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g;

/**
 * The entity tags of `If-Match`, which a change must come with, so that it never replaces what its author has not seen.
 * `*` is none: it would.
 *
 * @param of what the tag belongs to, such as `GET /api/v1/schemas`
 * @throws Problem 428 where the header is absent or empty
 */
export function requiredIfMatch(request: Pick<Request, 'get'>, of: string): string[] {
  const tags = ifMatch(request);
  if (tags !== null) return tags;
  throw new Problem({
    status: 428,
    code: 'precondition_required',
    detail: `The change needs If-Match with the ETag of ${of}, so that it replaces only what you have seen.`,
    errors: [{ field: 'If-Match', expected: `the ETag of ${of}` }],
  });
}

/** The same for a change that need not come with `If-Match`; `null`: it does not. */
export function ifMatch(request: Pick<Request, 'get'>): string[] | null {
  const header = request.get('If-Match')?.trim() ?? '';
  return header === '' ? null : (header.match(ENTITY_TAG) ?? []);
}

/** 412: somebody has changed it since. @param etag of what is there now */
export function preconditionFailed(detail: string, etag: string): Problem {
  return new Problem({ status: 412, code: 'precondition_failed', detail, headers: { ETag: etag } });
}
