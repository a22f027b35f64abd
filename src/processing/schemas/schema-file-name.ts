import { Problem } from '../../http/problem.js';
import { meaningOf } from './schema-files.js';

/** Names under `/api/v1/schemas` that are no versions. */
const TAKEN = ['files', 'history', 'reload', 'rollback'];

/** The name of the file of a version's schema. @throws Problem 400 where it is no version */
export function schemaFileOf(version: string): string {
  const name = `${version}.schema.json`;
  if (meaningOf(name)?.kind === 'schema' && !TAKEN.includes(version)) return name;
  throw Problem.badRequest('invalid_request', 'This is no version of a schema.', [
    {
      field: 'version',
      expected: `1 to 64 letters, digits, dots, hyphens and underscores, and none of ${TAKEN.join(', ')}`,
    },
  ]);
}
