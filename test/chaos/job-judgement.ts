import { groupBy } from './group-by.js';
import type { TargetCall } from './job-target.js';
import type { Incident } from './replica.js';

/** After its answer an attempt is settled within this time, milliseconds: reading and writing on a busy machine. */
const SETTLED_WITHIN_MS = 15_000;

export interface JobEvidence {
  /** The members, by trace id. */
  members: readonly string[];
  /** A line of the report for each member. */
  report: ReadonlyArray<{ trace_id: string; outcome: string }>;
  total: number;
  calls: readonly TargetCall[];
  incidents: readonly Incident[];
}

export interface JobJudgement {
  faults: string[];
  outcomes: Record<string, number>;
  /** Members that were tried again after an attempt whose outcome was unknown. */
  triedAgain: number;
}

/** Every member has one outcome, the sum is the total, and none was tried twice unless its outcome was unknown. */
export function judgeJob({ members, report, total, calls, incidents }: JobEvidence): JobJudgement {
  const faults: string[] = [];
  const outcomes: Record<string, number> = {};
  for (const { outcome } of report) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  const sum = Object.values(outcomes).reduce((all, count) => all + count, 0);
  if (sum !== total || total !== members.length) {
    faults.push(`${sum} outcomes of ${total} members, and ${members.length} were placed`);
  }
  const reported = new Set(report.map(({ trace_id }) => trace_id));
  for (const traceId of members) if (!reported.has(traceId)) faults.push(`${traceId} has no outcome`);
  let triedAgain = 0;
  for (const [key, same] of groupBy(calls, (call) => call.key)) {
    const earlier = same.toSorted((a, b) => a.begin - b.begin).slice(0, -1);
    if (earlier.length > 0) triedAgain++;
    for (const call of earlier) {
      if (!wasKilled(call, incidents)) faults.push(`${key} was tried again after ${call.by} had tried it`);
    }
  }
  return { faults, outcomes, triedAgain };
}

/** Whether the caller was killed before its attempt was settled for certain. */
function wasKilled({ by, begin, end }: TargetCall, incidents: readonly Incident[]): boolean {
  const until = (end === Infinity ? begin : end) + SETTLED_WITHIN_MS;
  return incidents.some(
    (one) => one.by === by && one.kind === 'kill' && one.from >= begin && one.from <= until,
  );
}
