import type { SchemaSet } from './schema-set.js';

/**
 * The version of an event that names none.
 *
 * @param otherwise DEFAULT_SCHEMA_VERSION, for a set whose registry file does not say
 */
export function defaultVersionOf({ registry }: Pick<SchemaSet, 'registry'>, otherwise: string): string {
  return registry.versionRule.default ?? otherwise;
}
