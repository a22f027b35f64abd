import type { Variable } from './variable.js';

export const NOTIFY = {
  NOTIFY_FILE: {
    type: 'text',
    meaning:
      'The file of channels that are told of new causes and outages ([its form](notifications.md)); a change is in force within 5 s.',
  },
} as const satisfies Record<string, Variable>;
