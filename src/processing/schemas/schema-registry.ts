import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import type { WatchedSet } from '../../runtime/file-watch.js';
import { Facts } from '../../runtime/facts.js';
import { LOG, type Log } from '../../runtime/logger.js';
import { compileSchemaSet } from './load-schema-set.js';
import { readSchemaFiles } from './schema-files.js';
import { SchemaLanes } from './schema-lanes.js';
import type { SchemaSet } from './schema-set.js';
import { lineOf, SchemasRefused } from './schema-problem.js';

/** `before`: the digest of the set in use; `null` at the start. */
export interface SchemaChange {
  digest: string;
  before: string | null;
  versions: readonly string[];
}

/** Holds the schemas in use. */
@Injectable()
export class SchemaRegistry implements OnModuleInit, WatchedSet {
  /** The digest of the files that were read last. */
  known = '';
  /** Why the schemas in use are not those of SCHEMA_DIR, as one sentence; `null`: they are. */
  trouble: string | null = null;
  private set: SchemaSet | undefined;
  private loading: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'schemas'>,
    @Inject(SchemaLanes) private readonly lanes: Pick<SchemaLanes, 'events' | 'drafts'>,
    @Inject(LOG) private readonly log: Log,
    private readonly facts: Facts,
  ) {}

  get present(): SchemaSet {
    if (this.set === undefined) throw new Error('the schemas are not loaded yet');
    return this.set;
  }

  /** @throws SchemasRefused; the service does not start with broken schemas. */
  async onModuleInit(): Promise<void> {
    await this.reload();
  }

  /**
   * Reads SCHEMA_DIR again, one reader at a time.
   *
   * @param audited writes the audit's entry of the person who asks, before another set is used; absent: nobody asks
   * @returns the set that is now in use
   * @throws SchemasRefused where SCHEMA_DIR has any problem, AuditUnavailable where the entry was not stored. In both
   *   cases the set in use stays.
   */
  reload(audited?: (change: SchemaChange) => Promise<string>): Promise<SchemaSet> {
    const run = this.loading.then(() => this.load(audited));
    this.loading = run.catch(() => {});
    return run;
  }

  /** The digest of the files as they are now; a fixed text where they cannot be read. */
  async digest(): Promise<string> {
    const { schemas } = this.config;
    return readSchemaFiles(schemas.dir).then(({ digest }) => digest, unreadable);
  }

  private async load(audited?: (change: SchemaChange) => Promise<string>): Promise<SchemaSet> {
    const { schemas } = this.config;
    let digest: string | undefined;
    try {
      const files = await readSchemaFiles(schemas.dir);
      ({ digest } = files);
      const before = this.set?.digest ?? null;
      const set = await compileSchemaSet(this.lanes, files);
      const { versions } = set;
      const change = { digest, before, versions };
      const auditId = digest === before ? null : ((await audited?.(change)) ?? null);
      this.set = set;
      [this.known, this.trouble] = [digest, null];
      this.log.info('schemas_loaded', { digest, versions });
      if (digest !== before) this.facts.tell('schemas_changed', { ...change, auditId });
      return set;
    } catch (error) {
      if (error instanceof SchemasRefused) this.refuse(error, digest);
      throw error;
    }
  }

  private refuse(error: SchemasRefused, digest: string | undefined): void {
    const [first, ...rest] = error.problems;
    const more = rest.length === 0 ? '' : `, and ${rest.length} more`;
    const what = first === undefined ? '' : `: ${lineOf(first)}${more}`;
    this.known = digest ?? unreadable(error);
    this.trouble = `SCHEMA_DIR cannot be used, and the schemas in use stay${what}`;
    this.log.error('schemas_refused', { problems: error.problems.map(lineOf) });
  }
}

/** @throws errors other than SchemasRefused */
function unreadable(error: unknown): string {
  if (!(error instanceof SchemasRefused)) throw error;
  return error.message;
}
