import { jsonString, objectOf, withMembers, type JsonText } from '../../domain/json/json-text.js';
import type { Plan, PlanExample } from '../plan/job-plans.js';
import { planDto } from './read-plan.js';

const NULL = 'null' as JsonText;

/** The answer to a plan, built as text, so that events in it keep every digit. */
export function planText(plan: Plan): JsonText {
  const dto = JSON.stringify(planDto(plan)) as JsonText;
  return withMembers(dto, [['examples', `[${plan.examples.map(exampleText).join(',')}]` as JsonText]]).text;
}

function exampleText({ traceId, errorCode, error, corrected }: PlanExample): JsonText {
  const text = (value: string | null) => (value === null ? NULL : jsonString(value));
  const own: Array<[string, JsonText]> = [
    ['trace_id', jsonString(traceId)],
    ['error_code', text(errorCode)],
    ['error', jsonString(error)],
  ];
  if (corrected === null) return objectOf(own);
  const { before, after, diff, wouldPass, failure } = corrected;
  return objectOf([
    ...own,
    ['before', before],
    ['after', after ?? NULL],
    ['diff', diff ?? NULL],
    ['would_pass', String(wouldPass) as JsonText],
    [
      'would_fail',
      failure === null
        ? NULL
        : objectOf([
            ['error_code', jsonString(failure.code)],
            ['error', jsonString(failure.reason)],
          ]),
    ],
  ]);
}
