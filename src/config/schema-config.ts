import { fileURLToPath } from 'node:url';
import type { EnvReader } from './env-reader.js';

/** The directory `schemas` of the project, seen from `src` and from `dist` alike. */
const OWN_SCHEMAS = fileURLToPath(new URL('../../schemas', import.meta.url));

export interface SchemaConfig {
  /** Where schema files, upcasters and the registry file are; `null`: the schemas are in the bucket. */
  dir: string | null;
  /** The directory of the set that is in force in a bucket before anybody has changed it. */
  shipped: string;
}

/** Schemas of the events, and how events of older versions are brought up to date. */
export function schemas(read: EnvReader): SchemaConfig {
  return { dir: read.text('SCHEMA_DIR') ?? null, shipped: OWN_SCHEMAS };
}
