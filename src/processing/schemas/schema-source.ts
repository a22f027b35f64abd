import type { SchemaFiles } from './schema-files.js';
import { readSchemaFiles } from './schema-files.js';
import { SchemasRefused } from './schema-problem.js';

/** Who is in charge of the schemas: SCHEMA_DIR, or the bucket. `shipped`: the bucket, where nobody has changed them. */
export type SchemaOrigin = 'files' | 'bucket' | 'shipped';

/** What was read of a source. */
export interface SchemaReading extends SchemaFiles {
  origin: SchemaOrigin;
  /** What `look` returns for as long as nothing changes. */
  mark: string;
  /** Of the entry of the person who made this the set in force; `null`: nobody did. */
  auditId: string | null;
}

/** Where the schemas in force come from. */
export interface SchemaSource {
  /** For people: `SCHEMA_DIR`, or the key of an object. */
  readonly name: string;
  /** Whether a change may be half written when it is first seen, so that it counts only when it looks the same again. */
  readonly changesSlowly: boolean;

  /** A text that differs after each change. Cheap. @throws StoreError */
  look(): Promise<string>;

  /** @throws SchemasRefused, SchemasDamaged, StoreError */
  read(): Promise<SchemaReading>;
}

/** What lies in the bucket cannot be read as a set of schemas. The message says what is wrong and what to do. */
export class SchemasDamaged extends Error {
  override readonly name = 'SchemasDamaged';
}

/** A directory of files. */
export class SchemaDirectorySource implements SchemaSource {
  readonly name = 'SCHEMA_DIR';
  readonly changesSlowly = true;

  constructor(private readonly dir: string) {}

  async look(): Promise<string> {
    try {
      return (await readSchemaFiles(this.dir)).digest;
    } catch (error) {
      if (error instanceof SchemasRefused) return error.message;
      throw error;
    }
  }

  async read(): Promise<SchemaReading> {
    const files = await readSchemaFiles(this.dir);
    return { ...files, origin: 'files', mark: files.digest, auditId: null };
  }
}
