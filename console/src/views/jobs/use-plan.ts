import { useRef, useState } from 'preact/hooks';
import { call } from '../../api/client.js';
import { parseExactly, stringifyExactly } from '../../api/lossless.js';
import { ApiProblem } from '../../api/problem.js';
import type { Plan } from '../../api/types.js';
import { invalidate } from '../../state/query-cache.js';
import type { PlanRequest } from './job-draft.js';

export interface Planning {
  /** `null`: nothing is planned, or the plan is being made. */
  plan: Plan | null;
  /** What the plan was made for, as text; where the form says something else the plan no longer holds. */
  madeFor: string | null;
  busy: boolean;
  error: unknown;
  /** The number of a plan has changed before its start: the new plan says how many there are now. */
  moved: { expected: number; now: number } | null;
  make: (request: PlanRequest) => Promise<void>;
  /** @returns the job's id; `null`: another number matches now, and it is planned again */
  start: (request: PlanRequest) => Promise<string | null>;
}

/** Plans a job and starts it, by the number that the person has seen. */
export function usePlan(): Planning {
  const [state, setState] = useState<Omit<Planning, 'make' | 'start'>>({
    plan: null,
    madeFor: null,
    busy: false,
    error: null,
    moved: null,
  });
  const latest = useRef(0);

  const make = async (request: PlanRequest, moved: Planning['moved'] = null) => {
    const own = ++latest.current;
    setState((before) => ({ ...before, busy: true, error: null }));
    try {
      const content = stringifyExactly(request);
      const { body } = await call('post', '/api/v1/dlq/redrives', {
        text: { type: 'application/json', content },
        read: parseExactly,
      });
      if (own !== latest.current) return;
      setState({ plan: body, madeFor: content, busy: false, error: null, moved });
      invalidate('jobs');
    } catch (error) {
      if (own === latest.current) setState((before) => ({ ...before, plan: null, busy: false, error }));
    }
  };

  const start = async (request: PlanRequest) => {
    const plan = state.plan!;
    try {
      const { body } = await call('post', '/api/v1/dlq/redrives/{job_id}/start', {
        path: { job_id: plan.job_id },
        body: {
          expected_count: plan.matched,
          ...(request.reason !== undefined && { reason: request.reason }),
        },
      });
      invalidate('jobs');
      return body.job_id;
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== 'count_moved') throw error;
      const now = Number(error.body.matched);
      await make(request, { expected: plan.matched, now });
      return null;
    }
  };

  return { ...state, make: (request) => make(request), start };
}
