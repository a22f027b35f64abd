import { OUTCOMES, type Outcome } from '../../domain/job/job.js';
import { progressOf } from '../../domain/job/outcome-counts.js';
import type { JobView } from '../job-views.js';
import type { MemberView } from '../member-views.js';
import type { JobDto, MemberDto } from './job.dto.js';

export function jobDto({ record, counts, versionsKept, elsewhere, correction, etaS }: JobView): JobDto {
  const { job_id, action, state, stop_reason, total, rate_per_second, concurrency } = record;
  const outcomes: Partial<Record<Outcome, number>> = {};
  for (const outcome of OUTCOMES) if (counts[outcome] > 0) outcomes[outcome] = counts[outcome];
  return {
    job_id,
    action,
    state,
    stop_reason,
    filter: record.selection.filter,
    correction,
    undoes: record.undoes,
    total,
    ...progressOf(counts),
    outcomes,
    remains: action === 'erase' ? { versions_kept: versionsKept, elsewhere: [...elsewhere] } : null,
    rate_per_second,
    concurrency,
    eta_s: etaS,
    planned_at: record.planned_at,
    started_at: record.started_at,
    ended_at: record.ended_at,
    by: record.by,
    started_by: record.run_by,
    reason: record.reason,
  };
}

export function memberDto({ traceId, outcome, result }: MemberView): MemberDto {
  return {
    trace_id: traceId,
    outcome,
    error_code: result?.error_code ?? null,
    error: result?.error ?? null,
    at: result?.at ?? null,
  };
}
