import { Problem } from '../../http/problem.js';
import { fieldOf, SchemasRefused } from './schema-problem.js';
import { SchemasDamaged } from './schema-source.js';

/**
 * The outcome of a change of schemas.
 *
 * @throws Problem 422 with every problem where the set cannot be used, 409 where what is in the bucket is damaged
 */
export async function orRefused<T>(change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (error) {
    if (error instanceof SchemasDamaged) throw Problem.conflict('schemas_damaged', `${error.message}.`);
    if (!(error instanceof SchemasRefused)) throw error;
    throw new Problem({
      status: 422,
      code: 'schemas_refused',
      detail: 'The schemas cannot be used; those in use stay.',
      errors: error.problems.map((problem) => ({ field: fieldOf(problem), expected: problem.problem })),
    });
  }
}
