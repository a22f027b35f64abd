import type { Variable } from './variable.js';

export const GROUPS = {
  NEW_GROUP_S: {
    type: 'integer',
    default: 86_400,
    min: 60,
    max: 31_536_000,
    meaning:
      'For so many seconds `GET /api/v1/dlq/groups` says `is_new` of a cause, from its first failure on.',
  },
} as const satisfies Record<string, Variable>;
