/** The first one is what Swagger UI sends as opened. */
export const PLAN_EXAMPLES = {
  cause: {
    summary: 'Retry those of one cause, ten a second',
    value: { action: 'retry', filter: { error_code: 'validation_failed' }, rate_per_second: 10 },
  },
  named: {
    summary: 'Retry those that somebody has picked',
    value: { action: 'retry', trace_ids: ['DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015'] },
  },
  all: { summary: 'Retry all unresolved dead letters', value: { action: 'retry', all: true } },
  patch: {
    summary: 'Correct those of one cause by a patch, and retry them',
    value: {
      action: 'correct',
      filter: { error_code: 'validation_failed' },
      patch: [{ op: 'replace', path: '/schema_version', value: 'v2.1' }],
    },
  },
  expression: {
    summary: 'Correct them by an expression, and leave them parked',
    value: {
      action: 'correct',
      filter: { error_code: 'validation_failed' },
      expression: '$merge([$, {"payload": $merge([payload, {"amount": $number(payload.amount)}])}])',
      then: 'park',
    },
  },
  erase: {
    summary: 'Erase the events of one interaction (admin)',
    value: { action: 'erase', filter: { interaction_id: 'int_1' }, reason: 'asked for by the person' },
  },
  discard: {
    summary: 'Discard those of one tenant',
    value: { action: 'discard', filter: { tenant_id: 't_456' }, reason: 'a test tenant' },
  },
};
