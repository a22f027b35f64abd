import { parseExactly } from '../../api/lossless.js';
import type { components } from '../../api/openapi.js';
import type { Filters } from '../../router/filters.js';
import { filterBody } from './filter-body.js';
import type { PlannedAction } from './job-words.js';

export type PlanRequest = components['schemas']['PlanRequestDto'];

/** What a person has chosen for a new job; numbers are texts until they are sent. */
export interface JobDraft {
  correctBy: 'patch' | 'expression';
  patch: string;
  expression: string;
  then: 'retry' | 'park';
  rate: string;
  concurrency: string;
  canary: string;
  failurePercent: string;
  after: string;
  onNewCause: boolean;
  reason: string;
}

/** The defaults of the API. */
export const EMPTY_JOB_DRAFT: JobDraft = {
  correctBy: 'patch',
  patch: '',
  expression: '',
  then: 'retry',
  rate: '20',
  concurrency: '8',
  canary: '1, 5, 20',
  failurePercent: '30',
  after: '20',
  onNewCause: true,
  reason: '',
};

/** What is wrong with a draft, by its field. */
export type DraftProblems = Partial<Record<keyof JobDraft, string>>;

/** What can be said before the service is asked; the service says the rest. */
export function problemsOf(draft: JobDraft, action: PlannedAction): DraftProblems {
  const problems: DraftProblems = {};
  const number = (name: 'rate' | 'concurrency' | 'failurePercent' | 'after', least: number) => {
    const value = Number(draft[name]);
    if (draft[name].trim() === '' || !Number.isFinite(value) || value < least) {
      problems[name] = `A number from ${least} on`;
    }
  };
  number('rate', 0.1);
  number('concurrency', 1);
  number('failurePercent', 0);
  number('after', 1);
  if (canarySteps(draft.canary).some((step) => !Number.isInteger(step) || step < 1)) {
    problems.canary = 'Whole numbers with commas, such as 1, 5, 20';
  }
  if (action !== 'correct') return problems;
  if (draft.correctBy === 'expression') {
    if (draft.expression.trim() === '') problems.expression = 'A JSONata expression';
  } else if (patchOf(draft.patch) === undefined) {
    problems.patch = 'A JSON Patch (a list) or a merge patch (an object), as JSON';
  }
  return problems;
}

/** @param traceIds named events; empty: those that the filters take */
export function planRequestOf(
  action: PlannedAction,
  draft: JobDraft,
  filters: Filters,
  traceIds: readonly string[],
): PlanRequest {
  const filter = filterBody(filters);
  const everything = traceIds.length === 0 && Object.keys(filter).length === 0;
  const request: PlanRequest = {
    action,
    all: everything,
    then: 'retry',
    rate_per_second: Number(draft.rate),
    concurrency: Number(draft.concurrency),
    canary: canarySteps(draft.canary),
    stop: {
      failure_percent: Number(draft.failurePercent),
      after: Number(draft.after),
      on_new_cause: draft.onNewCause,
    },
    ...(traceIds.length > 0 ? { trace_ids: [...traceIds] } : { filter }),
    ...(draft.reason.trim() !== '' && { reason: draft.reason.trim() }),
  };
  if (action !== 'correct') {
    const { then: _then, ...others } = request;
    return others as PlanRequest;
  }
  const patch = patchOf(draft.patch);
  return {
    ...request,
    then: draft.then,
    ...(draft.correctBy === 'expression'
      ? { expression: draft.expression }
      : patch !== undefined && { patch }),
  };
}

/** Empty: no canary. */
function canarySteps(text: string): number[] {
  return text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(Number);
}

/** With every digit, since the service writes the patch's numbers into events as they are. */
function patchOf(text: string): NonNullable<PlanRequest['patch']> | undefined {
  try {
    const value = parseExactly(text);
    return typeof value === 'object' && value !== null ? (value as PlanRequest['patch']) : undefined;
  } catch {
    return undefined;
  }
}
