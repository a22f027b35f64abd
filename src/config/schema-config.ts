import { fileURLToPath } from 'node:url';
import type { EnvReader } from './env-reader.js';

/** The directory `schemas` of the project, seen from `src` and from `dist` alike. */
const OWN_SCHEMAS = fileURLToPath(new URL('../../schemas', import.meta.url));

export interface SchemaConfig {
  /** Where schema files, upcasters and the registry file are. */
  dir: string;
  maxFiles: number;
  /** Of one file. */
  maxFileBytes: number;
  /** For one check by a schema that is not provably quick; the check runs in another process. Milliseconds. */
  checkTimeoutMs: number;
  /** One run of an upcaster, milliseconds. */
  upcastTimeoutMs: number;
  /** What the values of an upcaster's run may take up, MiB. */
  upcastMaxMemoryMb: number;
  /** Runs of upcasters, and checks in another process, that wait for their turn. */
  upcastMaxWaiting: number;
  /** A dry run of many begins no further event after this, milliseconds. */
  dryRunTimeoutMs: number;
}

/** Schemas of the events, and how events of older versions are brought up to date. */
export function schemas(read: EnvReader): SchemaConfig {
  return {
    dir: read.text('SCHEMA_DIR', OWN_SCHEMAS),
    maxFiles: read.integer('SCHEMA_MAX_FILES', 200, { min: 1, max: 10_000 }),
    maxFileBytes: read.integer('SCHEMA_MAX_FILE_BYTES', 262_144, { min: 1, max: 16_777_216 }),
    checkTimeoutMs: read.integer('SCHEMA_CHECK_TIMEOUT_MS', 250, { min: 1, max: 60_000 }),
    upcastTimeoutMs: read.integer('UPCAST_TIMEOUT_MS', 1_000, { min: 1, max: 60_000 }),
    upcastMaxMemoryMb: read.integer('UPCAST_MAX_MEMORY_MB', 64, { min: 16, max: 4_096 }),
    upcastMaxWaiting: read.integer('UPCAST_MAX_WAITING', 1_000, { min: 0, max: 100_000 }),
    dryRunTimeoutMs: read.integer('DRY_RUN_TIMEOUT_MS', 15_000, { min: 100, max: 120_000 }),
  };
}
