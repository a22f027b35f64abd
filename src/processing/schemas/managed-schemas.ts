import { Problem } from '../../http/problem.js';
import type { SchemaChanges } from './bucket/schema-changes.js';

/** `SchemaChanges`, or `null` where SCHEMA_DIR is set. */
export const SCHEMA_CHANGES = Symbol('SCHEMA_CHANGES');

/** @throws Problem 409 where files are in charge of the schemas */
export function orManaged(changes: SchemaChanges | null): SchemaChanges {
  if (changes !== null) return changes;
  throw Problem.conflict(
    'managed_by_files',
    'SCHEMA_DIR is set, so its files are in charge: change them, and every process takes them within 5 s.',
  );
}
