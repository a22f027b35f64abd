import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.js';
import { ConfigError } from './env-reader.js';

describe('REDACT_PATHS', () => {
  it('masks nothing where it is not set', () => {
    expect(loadConfig({}).masking.active).toBe(false);
    expect(loadConfig({ REDACT_PATHS: 'payload.a' }).masking.active).toBe(true);
  });

  it.each([
    ['payload.customer.', 'path 1, character 18: expected a name or *'],
    ['payload.a, payload.b[0]', 'path 2, character 21: expected a comma, a dot or the end'],
  ])('%j does not start the service', (text, place) => {
    let problems: readonly string[] = [];
    try {
      loadConfig({ REDACT_PATHS: text });
    } catch (error) {
      problems = error instanceof ConfigError ? error.problems : [];
    }
    expect(problems).toEqual([expect.stringContaining(place)]);
    expect(problems[0]).toMatch(/^REDACT_PATHS: expected paths/);
  });
});
