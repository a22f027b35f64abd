import { describe, expect, it } from 'vitest';
import { stringifyExactly } from '../../api/lossless.js';
import { EMPTY_JOB_DRAFT, planRequestOf, problemsOf } from './job-draft.js';

describe('a new job', () => {
  const corrected = (patch: string) => planRequestOf('correct', { ...EMPTY_JOB_DRAFT, patch }, {}, []);

  it('sends every digit of a patch', () => {
    const patch = '[{"op":"replace","path":"/payload/contact_id","value":12345678901234567890}]';
    expect(stringifyExactly(corrected(patch))).toContain(`"patch":${patch}`);
    expect(stringifyExactly(corrected('{"payload":{"amount":1.10}}'))).toContain('{"amount":1.10}');
  });

  it('has no correction unless it corrects', () => {
    const draft = { ...EMPTY_JOB_DRAFT, patch: '{"payload":null}' };
    expect(planRequestOf('retry', draft, {}, ['DLQ-1'])).not.toHaveProperty('patch');
    expect(planRequestOf('retry', draft, {}, ['DLQ-1'])).not.toHaveProperty('then');
  });

  it('is not planned with a patch that is no JSON', () => {
    expect(problemsOf({ ...EMPTY_JOB_DRAFT, patch: '[{' }, 'correct')).toHaveProperty('patch');
    expect(problemsOf(EMPTY_JOB_DRAFT, 'retry')).toEqual({});
  });
});
