import { Problem } from '../../http/problem.js';
import { assertSelects } from '../../catalog/empty-filter.js';
import { isTraceId } from '../../domain/letter/trace-id.js';
import { readCorrection } from '../plan/job-correction.js';
import { readFilter } from '../plan/read-filter.js';
import type { Plan, PlanRequest } from '../plan/job-plans.js';
import type { JobSelection } from '../store/job-record.js';
import { StopRulesDto } from './pace.dto.js';
import type { PlanDto } from './plan.dto.js';
import { MAX_TRACE_IDS, type PlanRequestDto } from './plan-request.dto.js';
import { readNested } from './read-nested.js';

/** The pace of a job that names none. */
const DEFAULT_RATE = 20;
const DEFAULT_CONCURRENCY = 8;

/**
 * Reads the body of a plan.
 *
 * @param dto the body, where it is flat
 * @param body the same body as it was sent, with its objects
 * @param text of the body, with every digit
 * @throws Problem 400; 422 where a correction writes "[masked]"
 */
export async function readPlan(
  dto: PlanRequestDto,
  body: Readonly<Record<string, unknown>>,
  text: string,
): Promise<PlanRequest> {
  const { expression = null, then = null } = dto;
  const stop = await readNested('stop', body.stop ?? {}, StopRulesDto);
  return {
    action: dto.action,
    selection: await readSelection(body, dto.all),
    correction: readCorrection(dto.action, text, { expression, then }),
    pace: {
      ratePerSecond: dto.rate_per_second ?? DEFAULT_RATE,
      concurrency: dto.concurrency ?? DEFAULT_CONCURRENCY,
    },
    canary: dto.canary,
    stop: { failurePercent: stop.failure_percent, after: stop.after, onNewCause: stop.on_new_cause },
    expectedCount: dto.expected_count,
  };
}

async function readSelection(body: Readonly<Record<string, unknown>>, all: boolean): Promise<JobSelection> {
  const { filter, trace_ids } = body;
  if (trace_ids !== undefined && trace_ids !== null) {
    if (filter !== undefined && filter !== null)
      throw Problem.badField('trace_ids', 'trace_ids or filter, not both');
    return { filter: null, trace_ids: readTraceIds(trace_ids) };
  }
  const fields = filter ?? {};
  assertSelects(await readFilter(fields), all);
  return { filter: fields as Record<string, unknown>, trace_ids: null };
}

function readTraceIds(value: unknown): string[] {
  const expected = `a list of 1 to ${MAX_TRACE_IDS} trace ids`;
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_TRACE_IDS)
    throw Problem.badField('trace_ids', expected);
  const ids: unknown[] = value;
  const named = ids.map((id, index) => {
    if (typeof id === 'string' && isTraceId(id)) return id;
    throw Problem.badField('trace_ids', `${expected}; number ${index + 1} is none`);
  });
  return [...new Set(named)];
}

export function planDto(plan: Plan): PlanDto {
  const { job, matched, groups, sample, examples, mayHaveHappened, leftOut, etaS } = plan;
  return {
    job_id: job.job_id,
    state: job.state,
    matched,
    groups,
    sample: {
      size: sample.sampled,
      would_pass: sample.wouldPass,
      would_fail: sample.sampled - sample.wouldPass,
      by_cause: sample.byCause.map(({ code, reason, fingerprint, count }) => ({
        error_code: code,
        error: reason,
        fingerprint,
        count,
      })),
    },
    examples: examples.map(({ traceId, errorCode, error }) => ({
      trace_id: traceId,
      error_code: errorCode,
      error,
    })),
    may_have_happened: mayHaveHappened,
    left_out: leftOut === null ? null : { gone: leftOut.gone, other_status: leftOut.otherStatus },
    eta_s: etaS,
  };
}
