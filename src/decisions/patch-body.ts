import type { Request } from 'express';
import { toJsonText } from '../domain/json/json-text.js';
import type { Patch } from '../domain/json-patch/patch.js';
import { readJsonPatch, readMergePatch } from '../domain/json-patch/read-patch.js';
import { hasJsonBody, jsonBodyText } from '../http/json-body.js';
import { Problem } from '../http/problem.js';

export const JSON_PATCH = 'application/json-patch+json';
export const MERGE_PATCH = 'application/merge-patch+json';

/**
 * The patch in the body of a request, with every digit.
 *
 * @throws Problem 415 where the body says to be something else, 400 where it is no patch
 */
export function patchIn(request: Request): Patch {
  const type = (request.get('Content-Type') ?? '').split(';', 1)[0]!.trim().toLowerCase();
  if (type !== JSON_PATCH && type !== MERGE_PATCH) {
    throw new Problem({
      status: 415,
      code: 'unsupported_patch',
      detail: 'An event is corrected by a JSON Patch or a merge patch.',
      errors: [{ field: 'Content-Type', expected: `${JSON_PATCH} or ${MERGE_PATCH}` }],
      headers: { 'Accept-Patch': `${JSON_PATCH}, ${MERGE_PATCH}` },
    });
  }
  if (!hasJsonBody(request)) throw noPatch([{ field: 'patch', expected: 'a patch in the body' }]);
  const text = toJsonText(jsonBodyText(request).replace(/^\ufeff/, ''));
  const reading = type === JSON_PATCH ? readJsonPatch(text) : readMergePatch(text);
  if ('problems' in reading) throw noPatch(reading.problems);
  return reading.patch;
}

function noPatch(errors: Array<{ field: string; expected: string }>): Problem {
  return Problem.badRequest('invalid_patch', 'The body is no patch that can be applied.', errors);
}
