import type { AnySchema } from 'ajv/dist/2020.js';
import { EventSchema, type SchemasByFile } from './event-schema.js';
import { metaSchemaErrors } from './schema-dialect.js';
import type { SchemaProblem } from './schema-problem.js';
import { withinTime } from './within-time.js';

/** Compiling one schema is given up after this, milliseconds: a draft of a caller is compiled here, too. */
const COMPILE_TIMEOUT_MS = 5_000;

export type Compilation = { schema: EventSchema } | { problems: SchemaProblem[] };

/** Compiles the schema called `file`; what is wrong is told with a pointer into it. */
export function compileSchema(file: string, schemas: SchemasByFile, checkTimeoutMs: number): Compilation {
  const schema = schemas.get(file) ?? false;
  try {
    const problems = withinTime(COMPILE_TIMEOUT_MS, () => formProblems(file, schema));
    if (problems.length > 0) return { problems };
    return { schema: withinTime(COMPILE_TIMEOUT_MS, () => new EventSchema(file, schemas, checkTimeoutMs)) };
  } catch (error) {
    const message = error instanceof Error ? error.message : 'it cannot be compiled';
    return { problems: [{ file, pointer: pointerIn(schema, message), problem: message }] };
  }
}

/** What the meta-schema of the draft says. The draft's own branches only repeat that something below them is wrong. */
function formProblems(file: string, schema: unknown): SchemaProblem[] {
  if (
    typeof schema !== 'boolean' &&
    (typeof schema !== 'object' || schema === null || Array.isArray(schema))
  ) {
    return [{ file, pointer: '', problem: 'expected a JSON Schema: an object, true or false' }];
  }
  const { $schema } = typeof schema === 'object' ? (schema as { $schema?: unknown }) : {};
  if ($schema !== undefined && $schema !== 'https://json-schema.org/draft/2020-12/schema') {
    const problem = 'expected "https://json-schema.org/draft/2020-12/schema", or nothing';
    return [{ file, pointer: '/$schema', problem }];
  }
  const errors = metaSchemaErrors(schema as AnySchema).filter(({ keyword }) => keyword !== 'anyOf');
  // Of several at one place the first: the others are branches of the same.
  const told = new Map(errors.toReversed().map((error) => [error.instancePath, error]));
  return [...told].map(([pointer, { message, params }]) => {
    const allowed = (params as { allowedValues?: unknown[] }).allowedValues;
    const values =
      allowed === undefined ? '' : ` (${allowed.map((value) => JSON.stringify(value)).join(', ')})`;
    return { file, pointer, problem: `${message ?? 'it is not as the draft wants it'}${values}` };
  });
}

/** Ajv names some culprits without saying where they stand. */
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
