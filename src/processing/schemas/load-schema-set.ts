import { setImmediate } from 'node:timers/promises';
import type { SchemaConfig } from '../../config/schema-config.js';
import type { CheckSettings, EventSchema } from './event-schema.js';
import type { SchemasByFile } from './schema-unit.js';
import { NO_REGISTRY, readRegistryFile, type RegistryFile } from './registry-file.js';
import { lineAndColumn } from './line-and-column.js';
import { compileSchema } from './schema-check.js';
import { metaSchemaErrors } from './meta-schema.js';
import { readSchemaFiles, type SchemaFile, type SchemaFiles } from './schema-files.js';
import { SchemasRefused, type SchemaProblem } from './schema-problem.js';
import type { SchemaLanes } from './schema-lanes.js';
import { SchemaSet } from './schema-set.js';
import type { Upcaster } from './upcaster.js';
import { versionProblems } from './version-graph.js';

/** Time of one check by a schema that is not provably quick, milliseconds. Then the process of the check is killed. */
const CHECK_TIMEOUT_MS = 250;

/**
 * Everything in SCHEMA_DIR, compiled; without it, everything that is shipped.
 *
 * @throws SchemasRefused that lists all problems. A set is loaded whole or not at all
 */
export async function loadSchemaSet(
  { dir, shipped }: SchemaConfig,
  lanes: Pick<SchemaLanes, 'events' | 'drafts'>,
): Promise<SchemaSet> {
  return compileSchemaSet(lanes, await readSchemaFiles(dir ?? shipped));
}

/** How the schemas of a set are compiled. */
interface CompileOptions {
  /** Whether even provably quick schemas are compiled and applied in the lane's process. */
  alwaysThere?: boolean;
  /** Aborted when nobody waits for the set any more. */
  signal?: AbortSignal;
}

const NEVER = new AbortController().signal;

/** The same for files that were already read. @throws also TooManyWaiting, the signal's reason */
export async function compileSchemaSet(
  lanes: Pick<SchemaLanes, 'events' | 'drafts'>,
  { files, digest }: SchemaFiles,
  { alwaysThere = false, signal = NEVER }: CompileOptions = {},
): Promise<SchemaSet> {
  const problems: SchemaProblem[] = [];
  const byFile = parsed(files, problems);
  const upcasters = await readUpcasters(files, problems);
  const { file: registryName, registry } = readRegistry(files, problems);
  // If a file is no JSON, every reference to it would be one more problem.
  if (problems.length > 0) throw new SchemasRefused(problems);
  const settings = { lane: lanes.events, checkTimeoutMs: CHECK_TIMEOUT_MS, alwaysThere };
  const schemas = await compileAll(files, byFile, settings, problems, signal);
  const versions = new Set(files.flatMap((file) => (file.kind === 'schema' ? [file.version] : [])));
  problems.push(...versionProblems(versions, upcasters, registryName, registry));
  if (problems.length > 0) throw new SchemasRefused(problems);
  return new SchemaSet({
    digest,
    registry,
    schemas,
    upcasters: new Map(upcasters.map((upcaster) => [upcaster.from, upcaster])),
    byFile,
    files,
    draftSettings: { ...settings, lane: lanes.drafts, alwaysThere: true },
  });
}

function parsed(files: readonly SchemaFile[], problems: SchemaProblem[]): SchemasByFile {
  const byFile = new Map<string, boolean>();
  for (const { kind, name, text } of files) {
    if (kind !== 'schema') continue;
    try {
      byFile.set(name, JSON.parse(text) as boolean);
    } catch (error) {
      problems.push({ file: name, pointer: '', problem: `expected JSON${placeIn(error)}` });
    }
  }
  return byFile;
}

async function compileAll(
  files: readonly SchemaFile[],
  byFile: SchemasByFile,
  settings: CheckSettings,
  problems: SchemaProblem[],
  signal: AbortSignal,
): Promise<Map<string, EventSchema>> {
  // Compiling the meta-schema takes long, so it is done at the start and never at a reload.
  metaSchemaErrors({});
  const schemas = new Map<string, EventSchema>();
  for (const file of files) {
    if (file.kind !== 'schema') continue;
    // Requests are served between one schema and the next.
    await setImmediate();
    const compiled = await compileSchema(file.name, byFile, settings, signal);
    if ('schema' in compiled) schemas.set(file.version, compiled.schema);
    else problems.push(...compiled.problems);
  }
  return schemas;
}

async function readUpcasters(files: readonly SchemaFile[], problems: SchemaProblem[]): Promise<Upcaster[]> {
  const upcasters = files.filter((file) => file.kind === 'upcaster');
  if (upcasters.length === 0) return [];
  // JSONata is loaded only where there are upcasters, so that other starts are quick.
  const { default: jsonata } = await import('jsonata');
  return upcasters.map(({ name, from, to, text: source }) => {
    try {
      jsonata(source);
    } catch (error) {
      const { position = 0, code } = error as { position?: number; code?: string };
      const problem = `JSONata: expected an expression (${code ?? 'nested too deeply'})`;
      problems.push({ file: name, pointer: lineAndColumn(source, position), problem });
    }
    return { from, to, file: name, source };
  });
}

function readRegistry(
  files: readonly SchemaFile[],
  problems: SchemaProblem[],
): { file: string; registry: RegistryFile } {
  const [first, second] = files.filter(({ kind }) => kind === 'registry');
  if (first === undefined) return { file: '', registry: NO_REGISTRY };
  if (second !== undefined) {
    problems.push({ file: second.name, pointer: '', problem: `expected no ${first.name} beside it` });
  }
  return { file: first.name, registry: readRegistryFile(first.name, first.text, problems) };
}

/** The position where the parser stopped, if known. Its message is not used, because it quotes the file. */
function placeIn(error: unknown): string {
  const place = /\(?line \d+ column \d+\)?|at position \d+/.exec((error as Error).message)?.[0];
  return place === undefined ? '' : ` (${place.replaceAll(/[()]/g, '')})`;
}
