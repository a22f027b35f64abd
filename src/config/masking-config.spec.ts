import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../test/support/config-problems.js';
import { loadConfig } from './config.js';

describe('REDACT_PATHS', () => {
  it('masks nothing where it is not set', () => {
    expect(loadConfig({}).masking.active).toBe(false);
    expect(loadConfig({ REDACT_PATHS: 'payload.a' }).masking.active).toBe(true);
  });

  it.each([
    ['payload.customer.', 'path 1, character 18: expected a name or *'],
    ['payload.a, payload.b[0]', 'path 2, character 21: expected a comma, a dot or the end'],
  ])('%j does not start the service', (text, place) => {
    const problems = problemsOf({ REDACT_PATHS: text });
    expect(problems).toEqual([expect.stringContaining(place)]);
    expect(problems[0]).toMatch(/^REDACT_PATHS: expected paths/);
  });
});
