import type { AuditService } from '../../audit/audit.service.js';
import type { Config } from '../../config/config.js';
import type { Clock } from '../../runtime/clock.js';
import type { Facts } from '../../runtime/facts.js';
import { FileWatch } from '../../runtime/file-watch.js';
import type { Log } from '../../runtime/logger.js';
import type { NewId } from '../../runtime/runtime.module.js';
import { callBudget } from '../../store/call-budget.js';
import type { ObjectStore } from '../../store/object-store.port.js';
import { SchemaBucket } from './bucket/schema-bucket.js';
import { SchemaChanges } from './bucket/schema-changes.js';
import type { SchemaLanes } from './schema-lanes.js';
import { SchemaRegistry } from './schema-registry.js';
import { SchemaDirectorySource } from './schema-source.js';

export interface SchemaParts {
  objects: ObjectStore;
  lanes: Pick<SchemaLanes, 'events' | 'drafts'>;
  audit: Pick<AuditService, 'record'>;
  config: Pick<Config, 'schemas' | 'store' | 'webhook'>;
  clock: Clock;
  newId: NewId;
  facts: Facts;
  log: Log;
}

export interface Schemas {
  registry: SchemaRegistry;
  watch: FileWatch;
  /** `null`: SCHEMA_DIR is set, and its files are in charge. */
  changes: SchemaChanges | null;
}

/** The schemas in force, what keeps them up to date, and what changes them. */
export function composeSchemas(parts: SchemaParts): Schemas {
  const { objects, lanes, audit, config, clock, newId, facts, log } = parts;
  const { dir, shipped } = config.schemas;
  const bucket = new SchemaBucket(objects, shipped, clock, callBudget(config.store), newId);
  const source = dir === null ? bucket : new SchemaDirectorySource(dir);
  const registry = new SchemaRegistry(source, lanes, () => clock.monotonic(), log, facts);
  const { defaultSchemaVersion } = config.webhook;
  const changes =
    dir === null ? new SchemaChanges(bucket, registry, audit, clock, defaultSchemaVersion) : null;
  return { registry, watch: new FileWatch(registry.watched, clock, log), changes };
}
