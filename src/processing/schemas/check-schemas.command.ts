import { parseArgs } from 'node:util';
import { EnvReader } from '../../config/env-reader.js';
import { masking } from '../../config/masking-config.js';
import { schemas as schemaConfig } from '../../config/schema-config.js';
import { webhook } from '../../config/webhook-config.js';
import type { Clock } from '../../runtime/clock.js';
import { SILENT_LOG } from '../../runtime/log/silent-log.js';
import { checkLines, type LinesReport } from './check-lines.js';
import { loadSchemaSet } from './load-schema-set.js';
import { lineOf, SchemasRefused } from './schema-problem.js';
import { SchemaLanes } from './schema-lanes.js';
import { SchemaService } from './schema.service.js';
import type { SchemaSet } from './schema-set.js';
import { UPCAST_LIMITS, UpcastProcess } from './upcast-process.js';
import { UpcastQueue } from './upcast-queue.js';

const USAGE = `usage: cxone-dlq schemas check --dir DIRECTORY [--events FILE.ndjson]

  --dir     schema files, upcasters and the registry file, as in SCHEMA_DIR
  --events  a file of lines, each an event or a stored record; they are brought up to date and checked

Exit code 0: the directory can be used, and every event passes. 1: it cannot be used, or an event fails. 2: the options
are wrong.`;

/** What the command gets from its process. */
export interface SchemaCheckWorld {
  env: Readonly<Record<string, string | undefined>>;
  /** The lines of a file; rejects where it cannot be read. */
  lines(path: string): AsyncIterable<string>;
  clock: Clock;
}

export interface SchemaCheckResult {
  exitCode: 0 | 1 | 2;
  text: string;
}

/** Loads a directory of schemas. Prints what it holds, its problems, and which events would pass. */
export async function checkSchemasCommand(
  args: string[],
  world: SchemaCheckWorld,
): Promise<SchemaCheckResult> {
  const options = optionsOf(args);
  if (typeof options === 'string') return { exitCode: 2, text: `${options}\n\n${USAGE}` };
  if (options.help) return { exitCode: 0, text: USAGE };
  const read = new EnvReader({ ...world.env, SCHEMA_DIR: options.dir });
  const config = schemaConfig(read);
  const { defaultSchemaVersion } = webhook(read);
  const masked = masking(read);
  if (read.problems.length > 0) return { exitCode: 2, text: read.problems.join('\n') };
  const lanes = new SchemaLanes(1, world.clock, SILENT_LOG);
  try {
    const set = await loadSchemaSet(config, lanes);
    const report = options.events === undefined ? null : await events(set, options.events, lanes);
    const lines = report === null ? [] : linesOfReport(report);
    return {
      exitCode: report === null || allPass(report) ? 0 : 1,
      text: [...describe(set), ...lines].join('\n'),
    };
  } catch (error) {
    if (error instanceof SchemasRefused) return { exitCode: 1, text: error.problems.map(lineOf).join('\n') };
    const { code, path } = error as { code?: string; path?: string };
    if (path === undefined) throw error;
    return { exitCode: 2, text: `--events: expected a file that can be read (${code})` };
  } finally {
    lanes.stop();
  }

  async function events(set: SchemaSet, path: string, lanes: SchemaLanes): Promise<LinesReport> {
    const child = new UpcastProcess(UPCAST_LIMITS, world.clock);
    const service = new SchemaService(
      { present: set, trouble: null, isKnown: true },
      new UpcastQueue(child, 1),
      lanes,
    );
    try {
      return await checkLines(world.lines(path), service, defaultSchemaVersion, masked);
    } finally {
      child.stop();
    }
  }
}

function optionsOf(args: string[]): { dir: string; events: string | undefined; help: boolean } | string {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({ args, options: { dir: text, events: text, help: { type: 'boolean' } } });
    const { dir = '', events, help = false } = values;
    return dir === '' && !help ? '--dir: expected a directory' : { dir, events, help };
  } catch (error) {
    return error instanceof Error ? error.message : 'unknown or incomplete options';
  }
}

function describe(set: SchemaSet): string[] {
  return [
    `digest ${set.digest}`,
    ...set.versions.map((version) => {
      const file = set.schemaOf(version)?.file ?? 'no schema';
      const path = set.pathFrom(version).map(({ to }) => ` -> ${to}`);
      const current = version === set.registry.current ? ' (current)' : '';
      return `version ${version}${path.join('')}: ${file}${current}`;
    }),
  ];
}

/** For CI: an event that would fail is found before the schemas are put in force. */
function allPass({ total, passed, unreadable }: LinesReport): boolean {
  return passed === total && unreadable.length === 0;
}

function linesOfReport({ total, passed, unreadable, causes }: LinesReport): string[] {
  return [
    `${passed} of ${total} events would pass`,
    ...causes.map(({ count, code, reason, example }) => `${count} x ${code}: ${reason} (line ${example})`),
    ...unreadable.map(({ line, expected }) => `line ${line}: expected ${expected}`),
  ];
}
