import type { Correction } from '../../decisions/event-correction.js';
import type { AfterCorrection, PlanAction } from '../../domain/job/job.js';
import { memberOf, toJsonText } from '../../domain/json/json-text.js';
import { readJsonPatch, readMergePatch, type PatchReading } from '../../domain/json-patch/read-patch.js';
import { MASKED } from '../../domain/masking/mask-path.js';
import { holdsMasked } from '../../domain/masking/mask-patch.js';
import { Problem } from '../../http/problem.js';
import type { JobCorrection } from '../store/job-record.js';

/** Characters of a patch or an expression: the job's record, which is small, holds it. */
export const MAX_CORRECTION_LENGTH = 16_384;

/** What a plan says of a correction. */
export interface AskedCorrection {
  expression: string | null;
  then: AfterCorrection | null;
}

/**
 * Reads what a job corrects its members with.
 *
 * @param text of the body: a patch in it keeps every digit
 * @returns `null` where the job does something else
 * @throws Problem 400 that names the field, 422 `patch_refused` where it writes "[masked]"
 */
export function readCorrection(
  action: PlanAction,
  text: string,
  { expression, then }: AskedCorrection,
): JobCorrection | null {
  const given = memberOf(toJsonText(text), 'patch');
  const patch = given === undefined || given === 'null' ? null : given;
  if (action !== 'correct') {
    const [first] = Object.entries({ patch, expression, then }).filter(([, value]) => value !== null);
    if (first !== undefined) throw Problem.badField(first[0], 'it with the action correct alone');
    return null;
  }
  if (patch === null && expression === null) throw Problem.badField('patch', 'a patch or an expression');
  if (patch !== null && expression !== null)
    throw Problem.badField('expression', 'a patch or an expression, not both');
  const what = patch ?? expression ?? '';
  const field = patch === null ? 'expression' : 'patch';
  if (what.length > MAX_CORRECTION_LENGTH)
    throw Problem.badField(field, `at most ${MAX_CORRECTION_LENGTH} characters`);
  const isMasked = patch === null ? what.includes(MASKED) : holdsMasked(patch);
  if (isMasked) throw writesMasked(field);
  if (patch !== null) patchOf(patch);
  return { patch, expression, then: then ?? 'retry' };
}

/** A correction as it is applied. @throws Problem 400 `invalid_patch` where it is none */
export function appliedCorrection({ patch, expression }: JobCorrection): Correction {
  return patch === null ? { kind: 'expression', source: expression ?? '' } : patchOf(patch);
}

function patchOf(text: string): Correction {
  const json = toJsonText(text);
  const reading: PatchReading = json[0] === '[' ? readJsonPatch(json) : readMergePatch(json);
  if ('patch' in reading) return reading.patch;
  throw Problem.badRequest('invalid_patch', 'The patch cannot be applied.', reading.problems);
}

function writesMasked(field: string): Problem {
  const detail = 'What the correction makes cannot be kept.';
  const expected = `no value "${MASKED}": it would overwrite a value that you were not shown`;
  return new Problem({ status: 422, code: 'patch_refused', detail, errors: [{ field, expected }] });
}
