import { describe, expect, it } from 'vitest';
import { isCauseGone } from './is-cause-gone.js';

describe('a dry run that passes', () => {
  const failed = (errorCode: string, processor: string | null) => ({
    errorCode,
    attempts: [
      {
        at: 1,
        trigger: 'webhook' as const,
        by: 'a',
        claimId: null,
        durationMs: 1,
        processor,
        errorCode,
        error: 'e',
      },
    ],
  });

  it.each([
    ['validation_failed', 'target:crm', 'target:crm', true],
    ['unknown_schema_version', null, 'target:crm', true],
    // Nobody asked the target, and it refused the same event before.
    ['upstream_rejected', 'target:crm', 'target:crm', false],
    ['upstream_rejected', 'target:crm', 'target:erp', true],
    ['upstream_unreachable', 'target:crm', 'target:crm', false],
  ])('of %s at %s, to go to %s, says that the cause is gone: %s', (code, before, now, gone) => {
    expect(isCauseGone(failed(code, before), now)).toBe(gone);
  });
});
