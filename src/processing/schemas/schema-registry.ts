import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import { LOG, type Log } from '../../runtime/logger.js';
import { loadSchemaSet } from './load-schema-set.js';
import { SchemaLanes } from './schema-lanes.js';
import type { SchemaSet } from './schema-set.js';
import { SchemasRefused } from './schema-problem.js';

/** Holds the schemas that are in use. */
@Injectable()
export class SchemaRegistry implements OnModuleInit {
  private set: SchemaSet | undefined;
  private loading: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'schemas'>,
    @Inject(SchemaLanes) private readonly lanes: Pick<SchemaLanes, 'events' | 'drafts'>,
    @Inject(LOG) private readonly log: Log,
  ) {}

  get present(): SchemaSet {
    if (this.set === undefined) throw new Error('the schemas are not loaded yet');
    return this.set;
  }

  /** @throws SchemasRefused: the service does not start on schemas that are broken. */
  async onModuleInit(): Promise<void> {
    await this.reload();
  }

  /**
   * Reads SCHEMA_DIR anew, one reader at a time.
   *
   * @returns the set that is now in use
   * @throws SchemasRefused when anything in it is wrong: the set in use stays
   */
  reload(): Promise<SchemaSet> {
    const run = this.loading.then(() => this.load());
    this.loading = run.catch(() => {});
    return run;
  }

  private async load(): Promise<SchemaSet> {
    try {
      this.set = await loadSchemaSet(this.config.schemas, this.lanes);
      const { digest, versions } = this.set;
      this.log.info('schemas_loaded', { digest, versions });
      return this.set;
    } catch (error) {
      if (error instanceof SchemasRefused) this.log.error('schemas_refused', { problems: error.problems });
      throw error;
    }
  }
}
