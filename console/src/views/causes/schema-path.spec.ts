import { describe, expect, it } from 'vitest';
import { schemaPathOf } from './schema-path.js';

describe('the schema of a cause', () => {
  it('is that of its version, tried with its events', () => {
    const group = { error_code: 'validation_failed', schema_version: 'v2.1', fingerprint: 'v2-ab' };
    expect(schemaPathOf(group)).toBe('/schemas/v2.1?cause=v2-ab');
  });

  it('is none where something else failed, or no version is known', () => {
    const group = { error_code: 'upstream_error', schema_version: 'v2.1', fingerprint: 'v2-ab' };
    expect(schemaPathOf(group)).toBeNull();
    expect(schemaPathOf({ ...group, error_code: 'validation_failed', schema_version: null })).toBeNull();
  });
});
