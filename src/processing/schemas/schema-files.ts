import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { FileRefused, readContainedFile } from '../../runtime/contained-file.js';
import { SchemasRefused, type SchemaProblem } from './schema-problem.js';

/** What a set of schemas may hold. */
const MAX_FILES = 200;
const MAX_FILE_BYTES = 262_144;

/** Letters, digits, dots, hyphens and underscores, so that a version is a valid file name everywhere. */
const VERSION = '[A-Za-z0-9][A-Za-z0-9._-]{0,63}';
const SCHEMA = new RegExp(`^(${VERSION})\\.schema\\.json$`);
const UPCAST = new RegExp(`^(${VERSION}?)-to-(${VERSION})\\.upcast\\.jsonata$`);
const NAME_EXPECTED =
  'expected a name such as v2.1.schema.json, v1-to-v2.1.upcast.jsonata, registry.yaml or registry.json';
const REGISTRY = /^registry\.(?:json|yaml|yml)$/;

export type SchemaFile = { name: string; text: string } & (
  { kind: 'schema'; version: string } | { kind: 'upcaster'; from: string; to: string } | { kind: 'registry' }
);

export interface SchemaFiles {
  /** Sorted by their names. */
  files: SchemaFile[];
  /** SHA-256 over names and contents, hex. */
  digest: string;
}

/**
 * The files of SCHEMA_DIR. Files with other names are ignored, unless their ending is that of a schema or an upcaster.
 *
 * @throws SchemasRefused
 */
export async function readSchemaFiles(dir: string): Promise<SchemaFiles> {
  const names = await namesIn(dir);
  const problems: SchemaProblem[] = [];
  const files: SchemaFile[] = [];
  if (names.length > MAX_FILES) throw tooMany(dir);
  for (const name of names) {
    const refuse = (problem: string) => problems.push({ file: name, pointer: '', problem });
    const meaning = meaningOf(name);
    if (meaning === null) {
      refuse(NAME_EXPECTED);
      continue;
    }
    // Requests are served between one file and the next.
    await setImmediate();
    try {
      files.push({ name, text: readContainedFile(dir, name, MAX_FILE_BYTES), ...meaning });
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      refuse(error.message);
    }
  }
  if (problems.length > 0) throw new SchemasRefused(problems);
  return { files, digest: digestOf(files) };
}

/**
 * The same for files that come from elsewhere.
 *
 * @param where they come from, for the problem of their number
 * @throws SchemasRefused
 */
export function schemaFilesOf(texts: ReadonlyMap<string, string>, where: string): SchemaFiles {
  if (texts.size > MAX_FILES) throw tooMany(where);
  const problems: SchemaProblem[] = [];
  const files: SchemaFile[] = [];
  for (const [name, text] of [...texts].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const refuse = (problem: string) => problems.push({ file: name, pointer: '', problem });
    const meaning = meaningOf(name);
    if (meaning === null) refuse(NAME_EXPECTED);
    else if (Buffer.byteLength(text) > MAX_FILE_BYTES) refuse(`expected at most ${MAX_FILE_BYTES} bytes`);
    else files.push({ name, text, ...meaning });
  }
  if (problems.length > 0) throw new SchemasRefused(problems);
  return { files, digest: digestOf(files) };
}

function tooMany(where: string): SchemasRefused {
  return new SchemasRefused([{ file: where, pointer: '', problem: `expected at most ${MAX_FILES} files` }]);
}

async function namesIn(dir: string): Promise<string[]> {
  try {
    const names = await readdir(dir);
    // Names that begin with a dot belong to tools.
    return names.filter((name) => /^[^.].*\.(?:json|jsonata|yaml|yml)$/.test(name)).toSorted();
  } catch {
    const problem = 'expected a directory that can be read (SCHEMA_DIR)';
    throw new SchemasRefused([{ file: dir, pointer: '', problem }]);
  }
}

/** What a file of this name is; `null`: none of the three. */
export function meaningOf(name: string) {
  const schema = SCHEMA.exec(name);
  if (schema?.[1] !== undefined) return { kind: 'schema', version: schema[1] } as const;
  const [, from, to] = UPCAST.exec(name) ?? [];
  if (from !== undefined && to !== undefined) return { kind: 'upcaster', from, to } as const;
  return REGISTRY.test(name) ? ({ kind: 'registry' } as const) : null;
}

/** Lengths are digested too, so that no two directories have the same digest. */
function digestOf(files: readonly SchemaFile[]): string {
  const hash = createHash('sha256');
  for (const { name, text } of files) hash.update(`${name}\n${Buffer.byteLength(text)}\n${text}\n`);
  return hash.digest('hex');
}
