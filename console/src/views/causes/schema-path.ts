import { queryString } from '../../api/query-string.js';
import type { Group } from '../../api/types.js';

/** Failures that a schema decides about. */
const BY_SCHEMA: readonly string[] = [
  'validation_failed',
  'unknown_schema_version',
  'schema_limit_exceeded',
  'schema_quarantined',
];

/** Where the schema is corrected that a cause fails by, and tried with its events; `null`: no schema decides about it. */
export function schemaPathOf(
  group: Pick<Group, 'error_code' | 'schema_version' | 'fingerprint'>,
): string | null {
  const { error_code: code, schema_version: version, fingerprint } = group;
  if (version === null || !BY_SCHEMA.includes(code ?? '')) return null;
  return `/schemas/${encodeURIComponent(version)}${queryString({ cause: fingerprint })}`;
}
