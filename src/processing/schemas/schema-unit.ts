import { createHash } from 'node:crypto';
import type { AnySchema } from 'ajv/dist/2020.js';

/** Files that a schema may refer to, by their names. */
export type SchemasByFile = ReadonlyMap<string, AnySchema>;

/** One schema with all the files that it may refer to, as text for another process. */
export interface SchemaUnit {
  /** Name of the schema in `text`. */
  file: string;
  /** SHA-256 over name and text, hex. */
  key: string;
  /** JSON: an object of schemas by their files. */
  text: string;
}

export function schemaUnit(file: string, schemas: SchemasByFile): SchemaUnit {
  const text = JSON.stringify(Object.fromEntries(schemas));
  return { file, text, key: createHash('sha256').update(`${file}\n${text}`).digest('hex') };
}

/** The schema called `file`, and those that it refers to, in any number of steps. */
export function reachableSchemas(file: string, schemas: SchemasByFile): SchemasByFile {
  // Any file may refer to a schema by its `$id`, so all files are needed.
  if ([...schemas.values()].some((schema) => textOf(schema).includes('"$id"'))) return schemas;
  const found = new Map([[file, schemas.get(file) ?? false]]);
  for (const own of found.values()) {
    for (const [other, schema] of schemas) {
      if (!found.has(other) && textOf(own).includes(`"${other}`)) found.set(other, schema);
    }
  }
  return found;
}

/** Caches the texts, because each schema of a set is needed by many others. */
const texts = new WeakMap<object, string>();

function textOf(schema: AnySchema): string {
  if (typeof schema === 'boolean') return String(schema);
  const text = texts.get(schema) ?? JSON.stringify(schema);
  texts.set(schema, text);
  return text;
}
