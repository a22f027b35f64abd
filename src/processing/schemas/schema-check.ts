import { TooManyWaiting } from '../../runtime/turns.js';
import { DRAFT } from './draft-validator.js';
import { EventSchema, type CheckSettings } from './event-schema.js';
import type { SchemasByFile } from './schema-unit.js';
import { metaSchemaErrors } from './meta-schema.js';
import type { SchemaProblem } from './schema-problem.js';

export type Compilation = { schema: EventSchema } | { problems: SchemaProblem[] };

/** An error that the draft's meta-schema reports. */
interface FormError {
  keyword: string;
  instancePath: string;
  message?: string | undefined;
  params: Record<string, unknown>;
}

/**
 * Compiles the schema called `file`: in this process where it is provably quick, otherwise in one that can be killed. A
 * problem comes with a pointer into the schema.
 *
 * @throws TooManyWaiting; the signal's reason
 */
export async function compileSchema(
  file: string,
  schemas: SchemasByFile,
  settings: CheckSettings,
  signal: AbortSignal,
): Promise<Compilation> {
  const schema: unknown = schemas.get(file) ?? false;
  const problem = formProblem(schema);
  if (problem !== null) return { problems: [{ file, ...problem }] };
  const refuse = (message: string) => ({
    problems: [{ file, pointer: pointerIn(schema, message), problem: message }],
  });
  try {
    const compiled = new EventSchema(file, schemas, settings);
    if (compiled.cost !== null) {
      const errors = metaSchemaErrors(schemas.get(file) ?? false);
      if (errors.length > 0) return { problems: formProblems(file, errors) };
      compiled.compileHere();
      return { schema: compiled };
    }
    const answer = await settings.lane.compile(compiled.unit, signal);
    if (answer.kind === 'malformed') return { problems: formProblems(file, answer.errors) };
    return answer.kind === 'compiled' ? { schema: compiled } : refuse(answer.why);
  } catch (error) {
    if (signal.aborted || error instanceof TooManyWaiting) throw error;
    return refuse(error instanceof Error ? error.message : 'it cannot be compiled');
  }
}

/** Why a value is no schema of our draft. */
function formProblem(schema: unknown): { pointer: string; problem: string } | null {
  if (typeof schema === 'boolean') return null;
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    return { pointer: '', problem: 'expected a JSON Schema: an object, true or false' };
  }
  const { $schema } = schema as { $schema?: unknown };
  if ($schema === undefined || $schema === DRAFT) return null;
  return {
    pointer: '/$schema',
    problem: `expected "${DRAFT}", or nothing`,
  };
}

/** Keywords of the meta-schema that only repeat an error below them. */
function formProblems(file: string, errors: readonly FormError[]): SchemaProblem[] {
  const own = errors.filter(({ keyword }) => keyword !== 'anyOf');
  // Keeps the first error at each place; the others come from branches of the same keyword.
  const told = new Map(own.toReversed().map((error) => [error.instancePath, error]));
  return [...told].map(([pointer, { message, params }]) => {
    const allowed = (params as { allowedValues?: unknown[] }).allowedValues;
    const values =
      allowed === undefined ? '' : ` (${allowed.map((value) => JSON.stringify(value)).join(', ')})`;
    return { file, pointer, problem: `${message ?? 'it is not valid in the draft'}${values}` };
  });
}

/** Ajv puts some names into `params` instead of the path. */
function pointerIn(schema: unknown, message: string): string {
  const at = /at path "[^"#]*#([^"]*)"/.exec(message)?.[1];
  if (at !== undefined) return at;
  const keyword = /keyword:? "([^"]*)"/.exec(message)?.[1];
  if (keyword !== undefined) return find(schema, '', (name) => name === keyword) ?? '';
  const reference = /can't resolve reference (\S+) from/.exec(message)?.[1];
  if (reference !== undefined) {
    return find(schema, '', (name, value) => name === '$ref' && value === reference) ?? '';
  }
  const pattern = /Invalid regular expression: \/(.*)\/\w*:/s.exec(message)?.[1];
  if (pattern !== undefined) {
    return find(schema, '', (name, value) => value === pattern || name === pattern) ?? '';
  }
  return '';
}

function find(
  value: unknown,
  pointer: string,
  isIt: (name: string, value: unknown) => boolean,
): string | null {
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, inner] of Object.entries(value)) {
    const at = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (isIt(name, inner)) return at;
    const found = find(inner, at, isIt);
    if (found !== null) return found;
  }
  return null;
}
