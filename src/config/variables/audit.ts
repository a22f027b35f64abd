import type { Variable } from './variable.js';

export const AUDIT = {
  REASONS_REQUIRED: {
    type: 'boolean',
    default: false,
    meaning: 'Every change by a person or a key needs its `reason`; without one it is 400 `reason_required`.',
  },
} as const satisfies Record<string, Variable>;
