import { toJsonText } from '../../domain/json/json-text.js';
import type { AfterCorrection } from '../../domain/job/job.js';
import { MASKED } from '../../domain/masking/mask-path.js';
import type { Masking } from '../../domain/masking/masking.js';
import type { JobCorrection } from '../store/job-record.js';

/** What a job corrects with, as anybody may be shown it. */
export interface ShownCorrection {
  /** JSON, or its text where JavaScript's numbers would lose digits; `null`: the job has an expression. */
  patch: unknown;
  expression: string | null;
  then: AfterCorrection;
}

/**
 * Values that a patch puts at masked places read `[masked]`. Nobody knows what an expression puts where, so where anything
 * is masked (REDACT_PATHS) it is not shown at all.
 */
export function shownCorrection(correction: JobCorrection | null, masking: Masking): ShownCorrection | null {
  if (correction === null) return null;
  const { patch, expression, then } = correction;
  if (patch === null) return { patch: null, expression: masking.active ? MASKED : expression, then };
  const text = masking.patch(toJsonText(patch));
  const value: unknown = JSON.parse(text);
  return { patch: JSON.stringify(value) === text ? value : text, expression: null, then };
}
