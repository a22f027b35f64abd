import type { Variable } from './variable.js';

export const MASKING = {
  REDACT_PATHS: {
    type: 'text',
    meaning:
      'Paths into the event, with commas between them, whose values nobody is shown: they read `[masked]` in answers, exports, notifications and logs ([masking.md](masking.md)).',
    example: 'payload.customer.*, payload..phone',
  },
} as const satisfies Record<string, Variable>;
